package dev.uninterruptible.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * A connection to a Unix-domain listener in the form of a {@link Socket}. It has no
 * Internet address and no port.
 */
final class UnixSocket extends Socket {

	private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

	private final Socket connection;

	private final SocketAddress local;

	/**
	 * Create a socket.
	 * @param connection the connection as the JDK has it, whose addresses mean nothing
	 * @param path where it was accepted
	 * @throws IOException if the connection is closed
	 */
	UnixSocket(Socket connection, Path path) throws IOException {
		super(new UnixSocketImpl(connection));
		this.connection = connection;
		this.local = UnixDomainSocketAddress.of(path);
		connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	/**
	 * Return the path of the listener.
	 */
	@Override
	public SocketAddress getLocalSocketAddress() {
		return this.local;
	}

	/**
	 * Return the address of the client, which has no path of its own.
	 */
	@Override
	public SocketAddress getRemoteSocketAddress() {
		return UNNAMED;
	}

	@Override
	public boolean isClosed() {
		return super.isClosed() || this.connection.isClosed();
	}

	@Override
	public String toString() {
		return "UnixSocket[%s]".formatted(this.local);
	}

}

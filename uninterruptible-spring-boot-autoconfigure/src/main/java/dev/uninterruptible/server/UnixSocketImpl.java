package dev.uninterruptible.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Set;

/**
 * What a {@link UnixSocket} does by another socket, which is connected already.
 */
final class UnixSocketImpl extends SocketImpl {

	private static final Set<SocketOption<?>> OPTIONS = Set.of(StandardSocketOptions.SO_SNDBUF,
			StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_LINGER, StandardSocketOptions.SO_KEEPALIVE);

	private final Socket connection;

	UnixSocketImpl(Socket connection) {
		this.connection = connection;
	}

	@Override
	protected void create(boolean stream) {
	}

	@Override
	protected void connect(SocketAddress address, int timeout) {
	}

	@Override
	protected void connect(String host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void connect(InetAddress address, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void bind(InetAddress host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void listen(int backlog) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected void accept(SocketImpl s) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected InputStream getInputStream() throws IOException {
		return this.connection.getInputStream();
	}

	@Override
	protected OutputStream getOutputStream() throws IOException {
		return this.connection.getOutputStream();
	}

	@Override
	protected int available() throws IOException {
		return this.connection.getInputStream().available();
	}

	@Override
	protected void close() throws IOException {
		this.connection.close();
	}

	@Override
	protected void shutdownInput() throws IOException {
		this.connection.shutdownInput();
	}

	@Override
	protected void shutdownOutput() throws IOException {
		this.connection.shutdownOutput();
	}

	@Override
	protected void sendUrgentData(int data) throws IOException {
		throw unsupported("urgent data");
	}

	@Override
	public void setOption(int option, Object value) throws SocketException {
		switch (option) {
			case SocketOptions.SO_TIMEOUT -> this.connection.setSoTimeout((int) value);
			case SocketOptions.SO_SNDBUF -> this.connection.setSendBufferSize((int) value);
			case SocketOptions.SO_RCVBUF -> this.connection.setReceiveBufferSize((int) value);
			case SocketOptions.SO_KEEPALIVE -> this.connection.setKeepAlive((boolean) value);
			case SocketOptions.SO_LINGER ->
				this.connection.setSoLinger(value instanceof Integer, (value instanceof Integer time) ? time : 0);
			case SocketOptions.TCP_NODELAY -> {
			}
			default -> throw unsupported("option " + option);
		}
	}

	/**
	 * Nothing that is written is ever delayed.
	 */
	@Override
	public Object getOption(int option) throws SocketException {
		return switch (option) {
			case SocketOptions.SO_TIMEOUT -> this.connection.getSoTimeout();
			case SocketOptions.SO_SNDBUF -> this.connection.getSendBufferSize();
			case SocketOptions.SO_RCVBUF -> this.connection.getReceiveBufferSize();
			case SocketOptions.SO_KEEPALIVE -> this.connection.getKeepAlive();
			case SocketOptions.SO_LINGER -> this.connection.getSoLinger();
			case SocketOptions.TCP_NODELAY -> true;
			default -> throw unsupported("option " + option);
		};
	}

	@Override
	protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
		this.connection.setOption(option, value);
	}

	@Override
	protected <T> T getOption(SocketOption<T> option) throws IOException {
		return this.connection.getOption(option);
	}

	@Override
	protected Set<SocketOption<?>> supportedOptions() {
		return OPTIONS;
	}

	private static SocketException unsupported(String what) {
		return new SocketException("A Unix-domain socket knows no " + what);
	}

}

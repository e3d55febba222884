package dev.uninterruptible.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server have in common.
 *
 * @param settings how the server is to serve
 * @param handler serves the connections
 * @param observer is told of them
 * @param tls encrypts them, {@code null} if they are not encrypted
 */
record Serving(ServerSettings settings, RequestHandler handler, ConnectionObserver observer, @Nullable Tls tls) {

	static Serving of(ServerSettings settings, RequestHandler handler, ConnectionObserver observer) {
		TlsSettings tls = settings.tls();
		return new Serving(settings, handler, observer, (tls != null) ? new Tls(tls) : null);
	}

	/**
	 * Return the connection to a client in the form that a handler takes.
	 * @param client the connection
	 */
	Socket socket(SocketChannel client) {
		try {
			return (this.settings.address() instanceof BindAddress.Unix unix)
					? new UnixSocket(client.socket(), unix.path()) : client.socket();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

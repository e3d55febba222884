package dev.uninterruptible;

import java.net.Socket;

/**
 * Serves one client connection of the {@code SocketServer}. Declare one as a bean: the
 * server calls it for each connection that it accepts on
 * {@code uninterruptible.bind-port}. Where there are several servers, each has one.
 */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Serve one client. Called once per connection, on a virtual thread of its own. The
	 * connection is closed when this method returns or throws, so that a handler need not
	 * close it. While a predecessor drains, the process waits for this method to return.
	 * One that serves several requests on a connection asks {@link CurrentConnection}
	 * after each whether to return.
	 * <p>
	 * A connection to a Unix-domain socket has no Internet address: its
	 * {@code getInetAddress()} is {@code null}, its ports are 0, and its socket addresses
	 * are {@link java.net.UnixDomainSocketAddress}es, that of the client an empty one. It
	 * has no channel, and no urgent data or traffic class.
	 * @param client the connection, in blocking mode; an {@code SSLSocket} after its
	 * handshake where the server has an SSL bundle
	 * @throws Exception if the client cannot be served: it is logged with the client's
	 * address (at debug level where the client merely went away, or sent nothing for
	 * longer than {@code uninterruptible.idle-timeout}) and never stops the server
	 */
	void handleRequest(Socket client) throws Exception;

}

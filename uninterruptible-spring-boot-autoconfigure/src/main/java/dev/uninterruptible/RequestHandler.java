package dev.uninterruptible;

import java.net.Socket;

/**
 * Serves one client connection of the {@code SocketServer}. Declare one as a bean: the
 * server calls it for each connection that it accepts on
 * {@code uninterruptible.bind-port}.
 */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Serve one client. Called once per connection, on a virtual thread of its own. The
	 * connection is closed when this method returns or throws, so that a handler need not
	 * close it. While a predecessor drains, the process waits for this method to return.
	 * @param client the connection, in blocking mode
	 * @throws Exception if the client cannot be served: it is logged with the client's
	 * address (at debug level where the client merely went away) and never stops the
	 * server
	 */
	void handleRequest(Socket client) throws Exception;

}

package dev.uninterruptible.listener;

import java.util.concurrent.CompletableFuture;

/**
 * Whoever holds connections that came from listeners: the socket server, a web server.
 */
public interface Drainable {

	/**
	 * Return where its connections come from.
	 * @return the name of the listener
	 */
	String listener();

	/**
	 * Return how many connections are open.
	 * @return the number of connections, those included that were accepted but are not
	 * served yet
	 */
	int activeConnections();

	/**
	 * Return what was counted of its connections.
	 * @return the totals, none from a web server, which does not count
	 */
	default ConnectionTotals totals() {
		return ConnectionTotals.NONE;
	}

	/**
	 * Start to finish the connections there are. Called when all listeners are paused;
	 * they stay open, so that {@link #resume()} can take it back. Called again while it
	 * drains, it changes nothing. Does not block, and may be called from any thread.
	 * @return completes when the last connection has ended, or exceptionally if nobody
	 * could tell; never after the drain was taken back. Called again without that, the
	 * same future
	 */
	CompletableFuture<Void> drain();

	/**
	 * Take a drain back: this process serves again. Called before the listeners are
	 * resumed. Connections are kept alive as before; those that were told to end may
	 * still end. Without a drain, it changes nothing. Does not block, and may be called
	 * from any thread.
	 */
	void resume();

	/**
	 * Close the connections that are still open: the time to finish them is over.
	 */
	void closeConnections();

}

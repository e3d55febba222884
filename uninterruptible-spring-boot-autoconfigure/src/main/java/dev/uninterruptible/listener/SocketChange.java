package dev.uninterruptible.listener;

import java.io.IOException;

/**
 * Changes something of a socket, say, an option.
 */
@FunctionalInterface
public interface SocketChange {

	/**
	 * Make the change.
	 * @throws IOException if it is not possible
	 */
	void make() throws IOException;

}

package dev.uninterruptible.it.web;

import java.io.IOException;

/**
 * A web server that answers {@code GET /hello/name} with the name, and can be replaced
 * while it serves.
 */
interface Reloadable extends AutoCloseable {

	/**
	 * The port where it serves.
	 * @return the port, on the loopback interface
	 */
	int port();

	/**
	 * Replaces it in the way that its makers have in mind, and waits until the new one
	 * serves.
	 * @throws IOException if that is not possible
	 */
	void reload() throws IOException;

	@Override
	void close();

}

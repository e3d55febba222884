package dev.uninterruptible.testing.load;

import java.io.IOException;

/**
 * One client of a {@link Load}. It may keep a connection open from one exchange to the
 * next, and never tries twice. Used by one thread.
 */
@FunctionalInterface
public interface Client extends AutoCloseable {

	/**
	 * Asks for something and gets it.
	 * @param name a name that no other exchange of the load has
	 * @throws IOException if anything is not as it should be
	 */
	void exchange(String name) throws IOException;

	/**
	 * Lets go of the connection, if there is one.
	 */
	@Override
	default void close() {
	}

}

package dev.uninterruptible.handoff;

import java.io.Closeable;
import java.io.IOException;

/**
 * Starts the threads of the handoff. At the limit of threads, starting one throws an
 * error.
 */
interface HandoffThreads {

	/**
	 * Threads that keep no process alive.
	 */
	HandoffThreads DAEMONS = (name, task) -> Thread.ofPlatform().daemon().name(name).start(task);

	/**
	 * Start a thread.
	 * @param name its name
	 * @param task what it does
	 */
	void start(String name, Runnable task);

	/**
	 * Start a thread that owns something from now on.
	 * @param name its name
	 * @param owned what it closes when it ends
	 * @param task what it does
	 * @throws IOException if it cannot be started: then what it would have owned is
	 * closed
	 */
	default void startOwner(String name, Closeable owned, Runnable task) throws IOException {
		try {
			start(name, task);
		}
		catch (RuntimeException | Error ex) {
			IOException failure = new IOException(
					"The thread %s cannot be started (%s): raise the limit of threads of this user, or of this container"
						.formatted(name, ex.getMessage()),
					ex);
			close(owned, failure);
			throw failure;
		}
	}

	private static void close(Closeable owned, IOException failure) {
		try {
			owned.close();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

}

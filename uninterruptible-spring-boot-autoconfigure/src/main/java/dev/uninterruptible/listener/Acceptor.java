package dev.uninterruptible.listener;

import java.nio.channels.Channel;

import dev.uninterruptible.posix.Deadline;

/**
 * Whoever takes connections from the queue of a {@link Listener}. All methods are called
 * by any thread, one call at a time.
 */
public interface Acceptor extends Channel {

	/**
	 * Stop accepting. Once this method has returned no connection is taken from the
	 * kernel's queue, and each that ever was has been counted by its holder.
	 */
	void pause();

	/**
	 * Accept again.
	 */
	void resume();

	/**
	 * Accept what waits in the kernel's queue, then pause.
	 * @param deadline by when to pause, even if the queue is not empty
	 */
	void pauseWhenEmpty(Deadline deadline);

}

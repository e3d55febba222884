package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What the thread that decides has to do: tasks that others sent it, and those whose time
 * has come. It does them one by one and never waits for anything else.
 */
interface Inbox {

	/**
	 * Have a task done, after those that were posted before. May be called from any
	 * thread.
	 * @param task the task, which must not block
	 * @return {@code false} if nothing is done any more
	 */
	boolean post(Runnable task);

	/**
	 * Have a task done later. For the thread that decides.
	 * @param delay how much later, at least
	 * @param task the task, which must not block
	 * @return the timer, to cancel it
	 */
	Timer after(Duration delay, Runnable task);

	/**
	 * Say who is told of a task that threw.
	 */
	void whenTaskFails(Consumer<Throwable> unexpected);

	/**
	 * Return the time of the monotonic clock, in nanoseconds.
	 */
	long nanoTime();

	/**
	 * Return the time of day.
	 */
	Instant now();

	/**
	 * Do nothing any more.
	 */
	void close();

	/**
	 * A task that is done later.
	 */
	@FunctionalInterface
	interface Timer {

		/**
		 * No timer.
		 */
		Timer NONE = () -> {
		};

		/**
		 * Forget the task. For the thread that decides: after that it is not done.
		 */
		void cancel();

	}

}

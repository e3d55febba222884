package dev.uninterruptible.restart;

/**
 * Where work is done that may take time.
 */
@FunctionalInterface
interface Threads {

	/**
	 * Daemon threads of the JVM.
	 */
	Threads OF_THE_JVM = (name, work) -> Thread.ofPlatform().daemon().name("uninterruptible-" + name).start(work);

	/**
	 * Do work on a thread of its own.
	 * @param name what the thread is called, after {@code uninterruptible-}
	 * @param work the work
	 * @throws Error if there is no thread to be had: the JVM throws an OutOfMemoryError
	 */
	void start(String name, Runnable work);

}

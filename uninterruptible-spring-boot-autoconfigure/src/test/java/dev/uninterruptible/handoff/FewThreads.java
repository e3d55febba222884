package dev.uninterruptible.handoff;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of a process that is at its limit of threads: some start, some do not, then all
 * do.
 */
final class FewThreads implements HandoffThreads {

	private final AtomicInteger started;

	private final int from;

	private final int to;

	/**
	 * Create them.
	 * @param from the first that does not start, counted from 0
	 * @param to the first that starts again
	 */
	FewThreads(int from, int to) {
		this.started = new AtomicInteger();
		this.from = from;
		this.to = to;
	}

	static HandoffThreads none() {
		return new FewThreads(0, Integer.MAX_VALUE);
	}

	@Override
	public void start(String name, Runnable task) {
		int number = this.started.getAndIncrement();
		if (number >= this.from && number < this.to) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		DAEMONS.start(name, task);
	}

}

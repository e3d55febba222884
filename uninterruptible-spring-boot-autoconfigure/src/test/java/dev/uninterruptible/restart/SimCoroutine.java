package dev.uninterruptible.restart;

import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

/**
 * Work of a simulated process that waits in the middle. It has a real thread, but either
 * that or the simulation runs, never both.
 */
final class SimCoroutine {

	private static final ThreadLocal<@Nullable SimCoroutine> CURRENT = new ThreadLocal<>();

	private final Semaphore simulation = new Semaphore(0);

	private final Semaphore work = new Semaphore(0);

	private final SimProcess process;

	private boolean abandoned;

	private boolean over;

	private SimCoroutine(SimProcess process) {
		this.process = process;
	}

	/**
	 * Do work until it ends, or waits for the first time.
	 */
	static void run(SimProcess process, Runnable task) {
		SimCoroutine coroutine = new SimCoroutine(process);
		process.world().add(coroutine);
		Thread.ofPlatform().daemon().start(() -> {
			CURRENT.set(coroutine);
			try {
				task.run();
			}
			finally {
				coroutine.over = true;
				coroutine.simulation.release();
			}
		});
		coroutine.simulation.acquireUninterruptibly();
	}

	/**
	 * Wait, in the middle of work.
	 */
	static void sleep(long nanos) {
		SimCoroutine coroutine = CURRENT.get();
		if (coroutine == null) {
			throw new IllegalStateException("Only a coroutine can wait");
		}
		coroutine.process.world().after(nanos, coroutine::goOn);
		coroutine.simulation.release();
		coroutine.work.acquireUninterruptibly();
		if (coroutine.abandoned) {
			throw new SimFault("the process is gone");
		}
	}

	private void goOn() {
		if (this.process.isAlive()) {
			if (this.process.isFrozen()) {
				this.process.world().after(this.process.frozenFor(), this::goOn);
				return;
			}
			resume();
		}
	}

	private void resume() {
		this.work.release();
		this.simulation.acquireUninterruptibly();
	}

	/**
	 * Let work end that would wait for ever.
	 */
	void abandon() {
		if (!this.over) {
			this.abandoned = true;
			resume();
		}
	}

}

package dev.uninterruptible.sample;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Something that goes on while a test does something else.
 *
 * @param <T> what comes of it
 */
final class Background<T> {

	private final FutureTask<T> task;

	private Background(Callable<T> task) {
		this.task = new FutureTask<>(task);
	}

	static <T> Background<T> start(Callable<T> task) {
		Background<T> background = new Background<>(task);
		Thread.ofVirtual().start(background.task);
		return background;
	}

	boolean isDone() {
		return this.task.isDone();
	}

	/**
	 * Throws if it has failed.
	 */
	void check() {
		if (this.task.state() == Future.State.FAILED) {
			throw new IllegalStateException(this.task.exceptionNow());
		}
	}

	/**
	 * Waits for its end.
	 * @return what came of it
	 */
	T await() {
		Await.until("a request is answered", ServerProcess.DEADLINE, this::isDone);
		check();
		return this.task.resultNow();
	}

}

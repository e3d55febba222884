package dev.uninterruptible.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Something that goes on while a test does something else.
 *
 * @param <T> what comes of it
 */
public final class Background<T> {

	private final FutureTask<T> task;

	private Background(Callable<T> task) {
		this.task = new FutureTask<>(task);
	}

	/**
	 * Starts it, on a thread of its own.
	 * @param task what to do
	 * @return what goes on
	 */
	public static <T> Background<T> start(Callable<T> task) {
		Background<T> background = new Background<>(task);
		Thread.ofVirtual().start(background.task);
		return background;
	}

	/**
	 * Whether it has ended, in whatever way.
	 * @return whether nothing goes on any more
	 */
	public boolean isDone() {
		return this.task.isDone();
	}

	/**
	 * Throws if it has failed.
	 */
	public void check() {
		if (this.task.state() == Future.State.FAILED) {
			throw new IllegalStateException(this.task.exceptionNow());
		}
	}

	/**
	 * Waits for its end.
	 * @return what came of it
	 */
	public T await() {
		Await.until("a request is answered", this::isDone);
		check();
		return this.task.resultNow();
	}

}

package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The {@link Inbox} of a real process: a thread that is started at once, so that it need
 * not be had when there are no more threads, and that survives whatever a task throws.
 */
final class OwnerThread implements Inbox {

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
			Thread.ofPlatform().daemon().name("uninterruptible-restart").factory());

	private volatile Consumer<Throwable> unexpected = (ex) -> {
	};

	OwnerThread() {
		this.thread.setRemoveOnCancelPolicy(true);
		this.thread.prestartCoreThread();
	}

	@Override
	public boolean post(Runnable task) {
		try {
			this.thread.execute(() -> perform(task));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	@Override
	public Timer after(Duration delay, Runnable task) {
		try {
			Future<?> future = this.thread.schedule(() -> perform(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return Timer.NONE;
		}
	}

	private void perform(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			tellOf(ex);
		}
	}

	private void tellOf(Throwable ex) {
		try {
			this.unexpected.accept(ex);
		}
		catch (Throwable another) {
			// Whatever is the matter, the next task is done
		}
	}

	@Override
	public void whenTaskFails(Consumer<Throwable> unexpected) {
		this.unexpected = unexpected;
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}

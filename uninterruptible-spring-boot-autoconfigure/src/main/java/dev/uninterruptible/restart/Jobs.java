package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may take time, and so is not for the thread that decides: files, launches,
 * connections, and the application's code. Each job has a thread of its own and a limit,
 * and whatever becomes of it the thread that decides hears of it, once: of a thread that
 * cannot be had in that time as of work that throws or takes too long.
 */
final class Jobs {

	private static final Logger logger = LoggerFactory.getLogger(Jobs.class);

	private static final Duration BEFORE_NEXT_THREAD = Duration.ofMillis(200);

	private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

	private final Inbox inbox;

	private final Threads threads;

	private final List<String> owed = new ArrayList<>();

	private final List<Runnable> whenTidy = new ArrayList<>();

	Jobs(Inbox inbox, Threads threads) {
		this.inbox = inbox;
		this.threads = threads;
	}

	/**
	 * Have a job done.
	 * @param name what it is called
	 * @param limit how long it may take
	 * @param work the job
	 * @param done told of the result
	 * @param failed told why there is none
	 */
	<T extends @Nullable Object> void run(String name, Duration limit, Callable<T> work, Consumer<T> done,
			Consumer<Throwable> failed) {
		run(name, limit, work, done, failed, (late) -> {
		});
	}

	/**
	 * Have a job done whose result must not be lost.
	 * @param late told of a result that came when the limit was over
	 */
	<T extends @Nullable Object> void run(String name, Duration limit, Callable<T> work, Consumer<T> done,
			Consumer<Throwable> failed, Consumer<T> late) {
		start(name, limit, work, new Job<>(done, failed, late, () -> {
		}));
	}

	/**
	 * Have a job done that would leave something behind if this process exited in the
	 * middle of it: the exit waits for it.
	 * @param late told of a result that came when the limit was over
	 */
	<T extends @Nullable Object> void runToTheEnd(String name, Duration limit, Callable<T> work, Consumer<T> done,
			Consumer<Throwable> failed, Consumer<T> late) {
		this.owed.add(name);
		start(name, limit, work, new Job<>(done, failed, late, () -> paid(name)));
	}

	private <T extends @Nullable Object> void start(String name, Duration limit, Callable<T> work, Job<T> job) {
		job.patience = Patience.start(this.inbox, limit, () -> job.fail(tooLate(name, limit, job)));
		start(name, job, work);
	}

	private static Exception tooLate(String name, Duration limit, Job<?> job) {
		String message = "'%s' took longer than %s ms".formatted(name, limit.toMillis());
		return (job.noThread != null) ? new NoThreadException(message, job.noThread) : new TimeoutException(message);
	}

	/**
	 * A thread that cannot be had now may be had later: it is waited for as long as the
	 * job may take, which then has all of its time.
	 */
	private <T extends @Nullable Object> void start(String name, Job<T> job, Callable<T> work) {
		if (job.over) {
			job.finished.run();
			return;
		}
		try {
			this.threads.start(name, () -> perform(job, work));
			job.begins();
		}
		catch (Throwable ex) {
			job.noThread = ex;
			this.inbox.after(BEFORE_NEXT_THREAD, () -> start(name, job, work));
		}
	}

	private <T extends @Nullable Object> void perform(Job<T> job, Callable<T> work) {
		try {
			T result = work.call();
			this.inbox.post(() -> job.complete(result));
		}
		catch (Throwable ex) {
			this.inbox.post(() -> job.completeExceptionally(ex));
		}
	}

	/**
	 * Have a job done, and try it again each second until it succeeds or is not wanted
	 * any more.
	 * @param wanted whether to go on
	 * @param done what is done when it has succeeded
	 */
	void insist(String name, Duration limit, BooleanSupplier wanted, Callable<@Nullable Void> work, Runnable done) {
		insist(name, limit, wanted, work, done, false);
	}

	private void insist(String name, Duration limit, BooleanSupplier wanted, Callable<@Nullable Void> work,
			Runnable done, boolean again) {
		if (!wanted.getAsBoolean()) {
			return;
		}
		run(name, limit, work, (result) -> done.run(), (ex) -> {
			if (again) {
				logger.debug("{} failed again: {}", name, ex.toString());
			}
			else {
				logger.warn("{} failed and is tried again each second: {}", name, describe(ex));
			}
			this.inbox.after(BEFORE_NEXT_TRY, () -> insist(name, limit, wanted, work, done, true));
		});
	}

	/**
	 * Have something cleared away: it is tried again each second until it succeeds, and
	 * this process waits for it before it exits.
	 * @param done what is done when it has succeeded
	 */
	void clearAway(String name, Duration limit, Callable<@Nullable Void> work, Runnable done) {
		this.owed.add(name);
		insist(name, limit, () -> true, work, () -> {
			done.run();
			paid(name);
		});
	}

	private void paid(String name) {
		if (this.owed.remove(name) && this.owed.isEmpty()) {
			tidy();
		}
	}

	private void tidy() {
		List<Runnable> waiting = List.copyOf(this.whenTidy);
		this.whenTidy.clear();
		waiting.forEach(Runnable::run);
	}

	/**
	 * Do something when nothing is left that this process must not leave behind, or when
	 * that takes too long.
	 * @param patience how long to wait
	 * @param tooLong told what is left then, before the rest is done
	 */
	void whenTidy(Duration patience, Consumer<List<String>> tooLong, Runnable then) {
		if (this.owed.isEmpty()) {
			then.run();
			return;
		}
		Patience waiting = Patience.start(this.inbox, patience, () -> {
			tooLong.accept(List.copyOf(this.owed));
			this.owed.clear();
			tidy();
		});
		this.whenTidy.add(() -> {
			waiting.cancel();
			then.run();
		});
	}

	/**
	 * Return what a failure says to a person.
	 */
	static String describe(Throwable failure) {
		String message = failure.getMessage();
		return (failure instanceof Exception && message != null) ? message : failure.toString();
	}

	/**
	 * A job was never begun.
	 */
	static final class NoThreadException extends Exception {

		private static final long serialVersionUID = 1L;

		NoThreadException(String message, Throwable cause) {
			super("%s, for want of a thread: %s".formatted(message, cause.getMessage()), cause);
		}

	}

	/**
	 * Whether a job has come to its end. Used by the thread that decides.
	 */
	private static final class Job<T extends @Nullable Object> {

		private final Consumer<T> done;

		private final Consumer<Throwable> failed;

		private final Consumer<T> late;

		private final Runnable finished;

		private @Nullable Patience patience;

		private boolean over;

		private @Nullable Throwable noThread;

		/**
		 * Create a job.
		 * @param finished what is done when it goes on no more, whatever it was told of
		 */
		Job(Consumer<T> done, Consumer<Throwable> failed, Consumer<T> late, Runnable finished) {
			this.done = done;
			this.failed = failed;
			this.late = late;
			this.finished = finished;
		}

		void begins() {
			if (this.noThread != null && this.patience != null) {
				this.patience.renew();
			}
			this.noThread = null;
		}

		void complete(T result) {
			try {
				if (end()) {
					this.done.accept(result);
				}
				else {
					this.late.accept(result);
				}
			}
			finally {
				this.finished.run();
			}
		}

		void completeExceptionally(Throwable ex) {
			try {
				fail(ex);
			}
			finally {
				this.finished.run();
			}
		}

		void fail(Throwable ex) {
			if (end()) {
				this.failed.accept(ex);
			}
		}

		private boolean end() {
			boolean first = !this.over;
			this.over = true;
			if (this.patience != null) {
				this.patience.cancel();
			}
			return first;
		}

	}

}

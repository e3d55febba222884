package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import dev.uninterruptible.handoff.Message.Owned;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of what a process serves: the connections that it has are finished, or cut when
 * their time is over. Used by the thread that decides.
 */
final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	private static final Duration QUEUE_LIMIT = Duration.ofSeconds(5);

	private static final Duration CUT_LIMIT = Duration.ofSeconds(5);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final Service service;

	private final DrainPoint point;

	private final @Nullable Duration timeout;

	private final Runnable finished;

	private Inbox.Timer look = Inbox.Timer.NONE;

	private @Nullable Patience patience;

	private boolean over;

	private boolean cutting;

	/**
	 * Create a drain.
	 * @param finished what is done when no connection is left
	 */
	Drain(OwnProcess process, Outside outside, Jobs jobs, Service service, DrainPoint point, @Nullable Duration timeout,
			Runnable finished) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.service = service;
		this.point = point;
		this.timeout = timeout;
		this.finished = finished;
	}

	/**
	 * Finish the connections, where another process accepts: the sockets stay open, in
	 * case that this one must accept again.
	 */
	void start() {
		this.service.pause();
		finish();
	}

	/**
	 * Accept what waits, then finish the connections: no process accepts any more.
	 * @param closed what is done once the listening sockets are closed
	 */
	void startLast(Runnable closed) {
		this.jobs.run("queue", QUEUE_LIMIT, () -> {
			this.service.sockets().closeWhenEmpty();
			return true;
		}, (done) -> finishLast(closed), (ex) -> finishLast(closed));
	}

	private void finishLast(Runnable closed) {
		this.service.pause();
		finish();
		close(this.service.sockets()::close, () -> true, closed);
	}

	/**
	 * Close the listening sockets that the successor has not taken. Goes on trying.
	 */
	void closeSocketsBesides(Owned taken) {
		close(() -> this.service.sockets().closeBesides(taken), () -> !this.over, () -> {
		});
	}

	/**
	 * Close the listening sockets: this process will not accept again. Goes on trying, as
	 * clients would wait at them for nobody.
	 */
	void closeSockets() {
		close(this.service.sockets()::close, () -> !this.over, () -> {
		});
	}

	private void close(Runnable work, BooleanSupplier wanted, Runnable closed) {
		this.jobs.insist("sockets", CUT_LIMIT, wanted, () -> {
			work.run();
			return null;
		}, closed);
	}

	private void finish() {
		if (this.over) {
			return;
		}
		if (this.timeout != null) {
			Duration limit = this.timeout;
			this.patience = Patience.start(this.outside.inbox(), limit,
					() -> cut("they did not finish in %s ms".formatted(limit.toMillis())));
		}
		CompletableFuture<Void> drained = this.service.sockets().drain();
		logger.info("{} finishes {}", this.process,
				Count.of(this.service.sockets().activeConnections(), "open connection"));
		CompletableFuture<Void> unused = drained
			.whenComplete((result, ex) -> this.outside.inbox().post((ex != null) ? this::cutUnfinished : this::end));
		awaitLook();
	}

	private void cutUnfinished() {
		cut("they cannot be waited for");
	}

	private void awaitLook() {
		this.look = this.outside.inbox().after(LOOK_INTERVAL, () -> {
			this.point.publish(this.service.progress());
			awaitLook();
		});
	}

	/**
	 * Close the connections that are still open.
	 */
	void cut(String reason) {
		if (!this.over && !this.cutting) {
			this.cutting = true;
			logger.warn("{} closes {}: {}", this.process,
					Count.of(this.service.sockets().activeConnections(), "connection"), reason);
			this.jobs.run("cut", CUT_LIMIT, () -> {
				this.service.sockets().cut();
				return true;
			}, (done) -> end(), (ex) -> end());
		}
	}

	/**
	 * Nothing is left to finish.
	 */
	void end() {
		if (!this.over) {
			cancel();
			this.finished.run();
		}
	}

	/**
	 * Forget it: this process serves again.
	 */
	void cancel() {
		this.over = true;
		this.look.cancel();
		if (this.patience != null) {
			this.patience.cancel();
		}
	}

}

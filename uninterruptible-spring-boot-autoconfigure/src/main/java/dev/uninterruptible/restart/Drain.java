package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.restart.Event.Drained;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process: the connections that it has are finished, or cut when their time
 * is over. Used by the thread that owns the state machine.
 */
final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	private final Object process;

	private final Service service;

	private final DrainPoint point;

	private final @Nullable Duration timeout;

	private final Deadline deadline;

	private boolean over;

	/**
	 * Create a drain, whose time begins now.
	 * @param process this process, for the log
	 */
	Drain(Object process, Service service, DrainPoint point, @Nullable Duration timeout) {
		this.process = process;
		this.service = service;
		this.point = point;
		this.timeout = timeout;
		this.deadline = (timeout != null) ? Deadline.after(timeout) : Deadline.never();
	}

	/**
	 * Stop accepting for good, and tell when the last connection has ended.
	 */
	void start(Consumer<Event> inbox) {
		CompletableFuture<Void> unused = this.service.drain().whenComplete((result, ex) -> inbox.accept(new Drained()));
		logger.info("{} finishes {} open connections", this.process, this.service.activeConnections());
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Return by when to {@link #look} if nothing else happens.
	 */
	Deadline nextLook() {
		Deadline next = Deadline.after(LOOK_INTERVAL);
		return (next.remaining().compareTo(this.deadline.remaining()) < 0) ? next : this.deadline;
	}

	/**
	 * Look how far it has come.
	 */
	void look() {
		this.point.publish(this.service.progress());
		if (this.deadline.hasPassed() && this.timeout != null) {
			cut("they did not finish in %d ms".formatted(this.timeout.toMillis()));
		}
	}

	/**
	 * Close the connections that are still open.
	 */
	void cut(String reason) {
		if (!this.over) {
			logger.warn("{} closes {} connections: {}", this.process, this.service.activeConnections(), reason);
			this.service.cut();
			this.over = true;
		}
	}

	/**
	 * Nothing is left to finish.
	 */
	void end() {
		this.over = true;
	}

}

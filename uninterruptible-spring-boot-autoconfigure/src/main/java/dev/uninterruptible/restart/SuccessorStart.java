package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The start of a successor, as its predecessor follows it: it may take the ready timeout
 * without a sign of progress, and some times that in all. A step that the successor tells
 * of is progress, and so is the processor time that it uses: a machine may be busy, and a
 * step long. Used by the thread that decides.
 */
final class SuccessorStart {

	/**
	 * How many times the ready timeout a start may take that goes on.
	 */
	static final int LONGEST = 5;

	private static final int LOOKS = 10;

	private static final Duration LOOK_LIMIT = Duration.ofSeconds(10);

	/**
	 * The part of the ready timeout for which a start that goes on has a processor, at
	 * least. A JVM that hangs uses less.
	 */
	private static final int LEAST_PART = 50;

	private final Inbox inbox;

	private final Jobs jobs;

	private final Duration timeout;

	private final Patience progress;

	private final Patience all;

	private Inbox.Timer look = Inbox.Timer.NONE;

	private @Nullable Duration used;

	private Duration usedBefore = Duration.ZERO;

	private @Nullable String step;

	private boolean over;

	/**
	 * Begin to wait.
	 * @param inbox whose time counts
	 * @param timeout how long it may take without progress
	 * @param tooLong told what was too long, and how far it was
	 */
	SuccessorStart(Inbox inbox, Jobs jobs, Duration timeout, Consumer<String> tooLong) {
		this.inbox = inbox;
		this.jobs = jobs;
		this.timeout = timeout;
		Duration longest = timeout.multipliedBy(LONGEST);
		this.progress = Patience.start(inbox, timeout,
				() -> tooLong.accept("and made no progress for %s ms ('uninterruptible.restart.ready-timeout')%s"
					.formatted(timeout.toMillis(), howFar())));
		this.all = Patience.start(inbox, longest,
				() -> tooLong.accept("after %s ms, which is %s times 'uninterruptible.restart.ready-timeout'%s"
					.formatted(longest.toMillis(), LONGEST, howFar())));
	}

	private String howFar() {
		String step = (this.step != null) ? ", at " + this.step : "";
		return step
				+ ((this.used != null) ? ", having used %s ms of processor time".formatted(this.used.toMillis()) : "");
	}

	/**
	 * Look again and again how much processor time it has used.
	 * @param processorTime finds out, on a thread of its own
	 */
	void watch(Callable<Duration> processorTime) {
		this.look.cancel();
		if (!this.over) {
			this.look = this.inbox.after(this.timeout.dividedBy(LOOKS), () -> look(processorTime));
		}
	}

	private void look(Callable<Duration> processorTime) {
		this.jobs.run("look", LOOK_LIMIT, processorTime, (time) -> {
			uses(time);
			watch(processorTime);
		}, (ex) -> watch(processorTime));
	}

	/**
	 * A process that has ended takes its time with it.
	 */
	private void uses(Duration time) {
		Duration most = (this.used == null || time.compareTo(this.used) > 0) ? time : this.used;
		this.used = most;
		if (most.minus(this.usedBefore).compareTo(this.timeout.dividedBy(LEAST_PART)) >= 0) {
			this.usedBefore = most;
			goesOn();
		}
	}

	/**
	 * It has told how far it is.
	 */
	void isAt(String step) {
		this.step = step;
		goesOn();
	}

	private void goesOn() {
		if (!this.over) {
			this.progress.renew();
		}
	}

	/**
	 * It is ready, or given up.
	 */
	void end() {
		this.over = true;
		this.progress.cancel();
		this.all.cancel();
		this.look.cancel();
	}

}

package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Watches, in a successor, whether the application stays well for as long as the
 * predecessor stands by. It is unwell when two probes in a row say so. At the same
 * intervals the predecessor is told that this process is alive: if the thread that
 * decides hangs, nobody tells it. Used by that thread.
 */
final class Probation {

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

	private static final int PROBES_PER_STANDBY = 5;

	private final Outside outside;

	private final Jobs jobs;

	private final Runnable alive;

	private final Consumer<String> unwell;

	private Inbox.Timer timer = Inbox.Timer.NONE;

	private boolean over;

	private boolean probing;

	private boolean failing;

	/**
	 * Create a probation.
	 * @param alive called at each interval
	 * @param unwell called with what is wrong, each time that a probe fails after another
	 * one
	 */
	Probation(Outside outside, Jobs jobs, Runnable alive, Consumer<String> unwell) {
		this.outside = outside;
		this.jobs = jobs;
		this.alive = alive;
		this.unwell = unwell;
	}

	void start(Duration standby) {
		if (!this.over) {
			probe();
			awaitNext(interval(standby));
		}
	}

	private static Duration interval(Duration standby) {
		Duration interval = standby.dividedBy(PROBES_PER_STANDBY);
		if (interval.compareTo(LONGEST_INTERVAL) > 0) {
			return LONGEST_INTERVAL;
		}
		return (interval.compareTo(SHORTEST_INTERVAL) < 0) ? SHORTEST_INTERVAL : interval;
	}

	private void awaitNext(Duration interval) {
		this.timer.cancel();
		this.timer = this.outside.inbox().after(interval, () -> {
			this.alive.run();
			probe();
			awaitNext(interval);
		});
	}

	/**
	 * A probe that blocks does not keep this process from telling that it is alive, and
	 * delays the next one.
	 */
	private void probe() {
		if (!this.probing) {
			this.probing = true;
			this.jobs.<@Nullable String>run("probe", Duration.ofDays(1), this.outside.application()::failure,
					this::probed, (ex) -> probed("its health cannot be probed: " + ex));
		}
	}

	private void probed(@Nullable String failure) {
		this.probing = false;
		boolean again = this.failing;
		this.failing = failure != null;
		if (failure != null && again && !this.over) {
			this.unwell.accept(failure);
		}
	}

	void end() {
		this.over = true;
		this.timer.cancel();
	}

}

package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What processes leave behind in the temporary directory that are killed, even in the
 * middle of their exit: cleared away by whoever knew them, once they are gone. Used by
 * the thread that decides.
 */
final class Remains {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final Outside outside;

	private final Jobs jobs;

	private final Set<Long> awaited = new HashSet<>();

	Remains(Outside outside, Jobs jobs) {
		this.outside = outside;
		this.jobs = jobs;
	}

	/**
	 * Clear away what a process leaves, which ends or has ended. Where it has, this
	 * process does not exit before that is done.
	 * @param pid the process
	 */
	void clearAwayAfter(long pid) {
		if (this.awaited.add(pid)) {
			await(pid, FIRST_PAUSE);
		}
	}

	private void await(long pid, Duration pause) {
		if (this.outside.processes().isAlive(pid)) {
			Duration twice = pause.multipliedBy(2);
			this.outside.inbox()
				.after(pause, () -> await(pid, (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE));
			return;
		}
		this.awaited.remove(pid);
		this.jobs.clearAway("cleanup", LIMIT, () -> {
			this.outside.transport().cleanAfter(pid);
			return null;
		}, () -> {
		});
	}

}

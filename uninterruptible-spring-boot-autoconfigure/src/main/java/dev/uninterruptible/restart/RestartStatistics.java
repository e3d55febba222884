package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.Map;

/**
 * How restarts went.
 *
 * @param succeeded how many succeeded since the first generation, the one that this
 * process owes its life to among them
 * @param failed how many of this process failed before its successor was ready
 * @param rolledBack how many of this process failed after its successor had become ready
 * @param refused how many requests this process has refused
 * @param phases how long the phases of the restart took that this process owes its life
 * to, as far as they are over
 */
public record RestartStatistics(long succeeded, long failed, long rolledBack, long refused,
		Map<RestartPhase, Duration> phases) {

	public RestartStatistics {
		phases = Map.copyOf(phases);
	}

	/**
	 * Return how long a phase took.
	 * @param phase the phase
	 * @return its duration, zero if it is not over or there was none
	 */
	public Duration duration(RestartPhase phase) {
		return this.phases.getOrDefault(phase, Duration.ZERO);
	}

}

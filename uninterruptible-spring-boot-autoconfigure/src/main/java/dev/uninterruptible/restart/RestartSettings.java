package dev.uninterruptible.restart;

import java.time.Duration;

import dev.uninterruptible.handoff.HandoffAddress;
import org.jspecify.annotations.Nullable;

/**
 * How restarts go.
 *
 * @param readyTimeout how long the successor may make no progress before it is ready, see
 * {@link SuccessorStart}
 * @param standby how long this process stands by once the successor is ready
 * @param drainTimeout how long connections may take to finish, {@code null} for as long
 * as it takes where another process serves
 * @param shutdownTimeout how long they may take where no other process serves, unless
 * there is a drainTimeout
 * @param exitTimeout how long this process may take to exit once nothing is left to serve
 * @param maxDraining how many processes that were replaced may finish their connections
 * @param takeover where a new process may take over by itself, {@code null} for nowhere
 */
public record RestartSettings(Duration readyTimeout, Duration standby, @Nullable Duration drainTimeout,
		Duration shutdownTimeout, Duration exitTimeout, int maxDraining, @Nullable HandoffAddress takeover) {

	private static final Duration FAILED_DRAIN_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Return how long the connections may take of a process after which none serves.
	 */
	Duration lastDrainTimeout() {
		return (this.drainTimeout != null) ? this.drainTimeout : this.shutdownTimeout;
	}

	/**
	 * Return how long the connections of a successor that failed may take to finish.
	 */
	Duration failedDrainTimeout() {
		return (this.drainTimeout != null) ? this.drainTimeout : FAILED_DRAIN_TIMEOUT;
	}

}

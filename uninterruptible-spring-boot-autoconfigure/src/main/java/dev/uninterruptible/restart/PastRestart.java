package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The last restart that a process knows of: the one that it owes its life to, or one that
 * it tried and that failed.
 *
 * @param trigger what asked for it
 * @param requestedAt when it was asked for
 * @param duration how long it took
 * @param result how it ended
 * @param reason why it failed, {@code null} if it succeeded
 */
public record PastRestart(String trigger, Instant requestedAt, Duration duration, Result result,
		@Nullable String reason) {

	/**
	 * How a restart ended.
	 */
	public enum Result {

		/**
		 * The successor serves.
		 */
		SUCCEEDED,

		/**
		 * The successor never became ready.
		 */
		FAILED,

		/**
		 * The successor failed after it had become ready, and the predecessor accepts
		 * again.
		 */
		ROLLED_BACK

	}

}

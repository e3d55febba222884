package dev.uninterruptible.listener;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How long a connection without a request stays open while it is drained.
 */
public final class DrainIdleTimeout {

	private static final Duration LONGEST_BY_DEFAULT = Duration.ofSeconds(20);

	private DrainIdleTimeout() {
	}

	/**
	 * Return how long that is.
	 * @param configured what the user wants, {@code null} for 20 seconds
	 * @param own after which time the server closes an idle connection anyway; zero or
	 * less if it does not
	 * @return the shorter one
	 */
	public static Duration of(@Nullable Duration configured, Duration own) {
		Duration longest = Objects.requireNonNullElse(configured, LONGEST_BY_DEFAULT);
		return (own.isPositive() && own.compareTo(longest) < 0) ? own : longest;
	}

}

package dev.uninterruptible.posix;

import java.time.Duration;

/**
 * The moment by which something must have happened, on the JVM's monotonic clock.
 */
public final class Deadline {

	private static final Duration FOREVER = Duration.ofDays(36500);

	private final long nanoTime;

	private Deadline(long nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the deadline that lies the given time ahead.
	 * @param duration the time from now
	 * @return the deadline
	 */
	public static Deadline after(Duration duration) {
		return new Deadline(System.nanoTime() + duration.toNanos());
	}

	/**
	 * Return a deadline that does not pass.
	 * @return the deadline
	 */
	public static Deadline never() {
		return after(FOREVER);
	}

	/**
	 * Return the time that is left.
	 * @return the time that is left, never negative
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.nanoTime - System.nanoTime()));
	}

	/**
	 * Return whether the moment has passed.
	 * @return {@code true} if no time is left
	 */
	public boolean hasPassed() {
		return remaining().isZero();
	}

}

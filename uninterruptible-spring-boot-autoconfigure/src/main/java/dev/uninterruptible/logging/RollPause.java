package dev.uninterruptible.logging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long a process does not try again to roll a file after it could not.
 */
final class RollPause {

	private static final Duration LENGTH = Duration.ofSeconds(30);

	private final LongSupplier nanoTime;

	private long end;

	RollPause() {
		this(System::nanoTime);
	}

	/**
	 * Create a pause that is over.
	 * @param nanoTime a clock that nobody sets
	 */
	RollPause(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.end = nanoTime.getAsLong();
	}

	void begin() {
		this.end = this.nanoTime.getAsLong() + LENGTH.toNanos();
	}

	boolean isUnderWay() {
		return this.nanoTime.getAsLong() - this.end < 0;
	}

}

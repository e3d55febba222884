package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells an order that somebody gives again from one that arrives by two ways. A signal to
 * a group of processes, say, reaches one of them directly, through a parent that passes
 * it on, and from a successor that ends too: whoever meant it meant it once.
 */
final class RepeatedOrder {

	static final Duration SAME = Duration.ofSeconds(1);

	private final LongSupplier nanoTime;

	private boolean given;

	private long at;

	RepeatedOrder(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * The order has arrived. Called by any thread.
	 * @return {@code false} if it was given less than a second ago
	 */
	synchronized boolean isAnother() {
		long now = this.nanoTime.getAsLong();
		if (this.given && now - this.at < SAME.toNanos()) {
			return false;
		}
		this.given = true;
		this.at = now;
		return true;
	}

}

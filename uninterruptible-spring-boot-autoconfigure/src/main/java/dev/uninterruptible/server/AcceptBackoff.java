package dev.uninterruptible.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the accepting thread does when it cannot accept, say, for want of descriptors: it
 * neither spins nor fills the log. Used by that thread alone.
 */
final class AcceptBackoff {

	private static final Logger logger = LoggerFactory.getLogger(AcceptBackoff.class);

	private static final Duration SHORTEST = Duration.ofMillis(10);

	private static final Duration LONGEST = Duration.ofSeconds(1);

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

	private final String listener;

	private final LongSupplier clock;

	private final LongConsumer sleep;

	private Duration next = SHORTEST;

	private long quietUntil;

	AcceptBackoff(String listener) {
		this(listener, System::nanoTime, LockSupport::parkNanos);
	}

	AcceptBackoff(String listener, LongSupplier clock, LongConsumer sleep) {
		this.listener = listener;
		this.clock = clock;
		this.sleep = sleep;
		this.quietUntil = clock.getAsLong();
	}

	/**
	 * Wait before the next attempt, the longer the more have failed in a row.
	 * @param failure why the last one failed
	 */
	void await(Exception failure) {
		long now = this.clock.getAsLong();
		if (now - this.quietUntil >= 0) {
			logger.warn("Listener '{}' could not accept a connection and tries again: {}", this.listener,
					failure.getMessage());
			this.quietUntil = now + BETWEEN_LINES.toNanos();
		}
		this.sleep.accept(this.next.toNanos());
		Duration doubled = this.next.multipliedBy(2);
		this.next = (doubled.compareTo(LONGEST) < 0) ? doubled : LONGEST;
	}

	/**
	 * A connection was accepted.
	 */
	void reset() {
		this.next = SHORTEST;
	}

}

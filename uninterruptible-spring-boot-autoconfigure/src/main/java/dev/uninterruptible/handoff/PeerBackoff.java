package dev.uninterruptible.handoff;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the thread that accepts at a handoff socket does when a peer cannot be served,
 * say, for want of threads: it neither spins nor fills the log. Used by that thread
 * alone.
 */
final class PeerBackoff {

	private static final Logger logger = LoggerFactory.getLogger(PeerBackoff.class);

	private static final Duration SHORTEST = Duration.ofMillis(10);

	private static final Duration LONGEST = Duration.ofSeconds(1);

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

	private final HandoffAddress address;

	private final LongSupplier clock;

	private final LongConsumer sleep;

	private Duration next = SHORTEST;

	private long quietUntil;

	PeerBackoff(HandoffAddress address) {
		this(address, System::nanoTime, LockSupport::parkNanos);
	}

	PeerBackoff(HandoffAddress address, LongSupplier clock, LongConsumer sleep) {
		this.address = address;
		this.clock = clock;
		this.sleep = sleep;
		this.quietUntil = clock.getAsLong();
	}

	/**
	 * Wait before the next attempt, the longer the more have failed in a row.
	 * @param failure why the last one failed
	 */
	void await(Throwable failure) {
		this.sleep.accept(this.next.toNanos());
		Duration doubled = this.next.multipliedBy(2);
		this.next = (doubled.compareTo(LONGEST) < 0) ? doubled : LONGEST;
		long now = this.clock.getAsLong();
		if (now - this.quietUntil >= 0) {
			this.quietUntil = now + BETWEEN_LINES.toNanos();
			logger.warn("The peer that came to the handoff socket {} cannot be served, and others may come: {}",
					this.address, failure.toString());
		}
	}

	/**
	 * A peer is served.
	 */
	void reset() {
		this.next = SHORTEST;
	}

}

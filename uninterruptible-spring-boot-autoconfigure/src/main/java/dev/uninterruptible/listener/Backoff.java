package dev.uninterruptible.listener;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a long-lived thread does when what it does again and again fails, whatever the
 * reason is, say, for want of descriptors or threads: it does not end, and neither spins
 * nor fills the log. Used by that thread alone.
 */
public final class Backoff {

	private static final Logger logger = LoggerFactory.getLogger(Backoff.class);

	private static final Duration SHORTEST = Duration.ofMillis(10);

	private static final Duration LONGEST = Duration.ofSeconds(1);

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

	private final String what;

	private final LongSupplier clock;

	private final LongConsumer sleep;

	private Duration next = SHORTEST;

	private long quietUntil;

	/**
	 * Create it.
	 * @param what the line to log before the reason, say, "Listener 'x' could not accept
	 * a connection and tries again"
	 */
	public Backoff(String what) {
		this(what, System::nanoTime, Backoff::sleep);
	}

	Backoff(String what, LongSupplier clock, LongConsumer sleep) {
		this.what = what;
		this.clock = clock;
		this.sleep = sleep;
		this.quietUntil = clock.getAsLong();
	}

	/**
	 * Wait before the next attempt, the longer the more have failed in a row. Does not
	 * throw.
	 * @param failure why the last one failed
	 */
	public void await(Throwable failure) {
		long now = this.clock.getAsLong();
		if (now - this.quietUntil >= 0) {
			this.quietUntil = now + BETWEEN_LINES.toNanos();
			log(failure);
		}
		long nanos = this.next.toNanos();
		this.next = Duration.ofNanos(Math.min(2 * nanos, LONGEST.toNanos()));
		this.sleep.accept(nanos);
	}

	/**
	 * Without memory, not even this may succeed.
	 */
	@SuppressWarnings("EmptyCatch")
	private void log(Throwable failure) {
		try {
			logger.warn("{}: {}", this.what,
					(failure instanceof Exception) ? failure.getMessage() : failure.toString());
		}
		catch (Throwable ex) {
			// It is said when there is some
		}
	}

	/**
	 * An attempt has succeeded.
	 */
	public void reset() {
		this.next = SHORTEST;
	}

	/**
	 * An interrupt neither shortens the wait nor gets lost.
	 */
	private static void sleep(long nanos) {
		long end = System.nanoTime() + nanos;
		boolean interrupted = Thread.interrupted();
		for (long left = nanos; left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}

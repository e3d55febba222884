package dev.uninterruptible.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Waits for a condition and gives up at a deadline.
 */
public final class Await {

	/**
	 * How long anything may take that a server or a client has to do.
	 */
	public static final Duration DEADLINE = Duration.ofMinutes(4);

	private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();

	private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(80).toNanos();

	private Await() {
	}

	/**
	 * Returns as soon as the condition holds. An {@link IOException} from the condition
	 * means that it does not hold yet. Looks less often the longer it takes: what is
	 * waited for needs the processors too.
	 * @param description what is waited for, for the failure's message
	 * @param deadline how long to wait at most
	 * @param condition what must hold
	 */
	public static void until(String description, Duration deadline, Condition condition) {
		long start = System.nanoTime();
		long pause = FIRST_PAUSE_NANOS;
		IOException last = null;
		while (true) {
			try {
				if (condition.holds()) {
					return;
				}
				last = null;
			}
			catch (IOException ex) {
				last = ex;
			}
			if (System.nanoTime() - start > deadline.toNanos()) {
				throw new DeadlineExceeded(description, deadline, last);
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("Interrupted while waiting until " + description);
			}
			LockSupport.parkNanos(pause);
			pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_NANOS);
		}
	}

	/**
	 * The same with {@link #DEADLINE}.
	 * @param description what is waited for, for the failure's message
	 * @param condition what must hold
	 */
	public static void until(String description, Condition condition) {
		until(description, DEADLINE, condition);
	}

	/**
	 * What is waited for.
	 */
	@FunctionalInterface
	public interface Condition {

		boolean holds() throws IOException;

	}

	/**
	 * The condition did not hold in time.
	 */
	public static final class DeadlineExceeded extends AssertionError {

		DeadlineExceeded(String description, Duration deadline, @Nullable IOException last) {
			super("Waited " + deadline.toMillis() + " ms in vain until " + description, last);
		}

	}

}

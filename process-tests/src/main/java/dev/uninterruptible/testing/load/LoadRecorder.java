package dev.uninterruptible.testing.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.load.LoadReport.Failure;

/**
 * Counts what all clients of a {@link Load} see.
 */
final class LoadRecorder {

	private static final int MAX_EXAMPLES = 10;

	private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);

	private final List<String> examples = new ArrayList<>();

	private long served;

	private long lastServed;

	private long longestPause;

	private long longestConnection;

	synchronized void served(long startNanos) {
		long now = System.nanoTime();
		if (this.served > 0) {
			this.longestPause = Math.max(this.longestPause, now - this.lastServed);
		}
		this.longestConnection = Math.max(this.longestConnection, now - startNanos);
		this.lastServed = now;
		this.served++;
	}

	synchronized void forgetPauses() {
		this.longestPause = 0;
		this.lastServed = System.nanoTime();
	}

	synchronized void failed(IOException failure) {
		Failure kind = kind(failure);
		this.failures.merge(kind, 1L, Long::sum);
		if (this.examples.size() < MAX_EXAMPLES) {
			this.examples.add(kind + ": " + failure);
		}
	}

	private static Failure kind(IOException failure) {
		return switch (failure) {
			case ConnectException refused -> Failure.REFUSED;
			case EOFException end -> Failure.UNANSWERED;
			case SocketTimeoutException timeout -> Failure.UNANSWERED;
			case WrongAnswerException wrong -> Failure.WRONG;
			default -> Failure.RESET;
		};
	}

	synchronized LoadReport report() {
		return new LoadReport(this.served, Map.copyOf(this.failures), List.copyOf(this.examples),
				Duration.ofNanos(this.longestPause), Duration.ofNanos(this.longestConnection));
	}

}

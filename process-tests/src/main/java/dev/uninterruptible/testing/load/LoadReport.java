package dev.uninterruptible.testing.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the clients of a {@link Load} saw.
 *
 * @param served connections that were answered in full
 * @param failures connections that failed, by kind; kinds without one are not in it
 * @param examples the first failures in words
 * @param longestPause the longest time in which no client at all was served
 * @param longestConnection the longest time that one served connection took
 */
public record LoadReport(long served, Map<Failure, Long> failures, List<String> examples, Duration longestPause,
		Duration longestConnection) {

	/**
	 * How many connections failed in one way.
	 * @param kind the way
	 * @return the number of connections
	 */
	public long failed(Failure kind) {
		return this.failures.getOrDefault(kind, 0L);
	}

	/**
	 * How many connections failed.
	 * @return the number of connections
	 */
	public long failed() {
		return this.failures.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * How a connection can fail.
	 */
	public enum Failure {

		/** Nobody listened. */
		REFUSED,

		/** The connection was cut. */
		RESET,

		/** It ended, or time ran out, without the whole answer. */
		UNANSWERED,

		/** Another answer than the one asked for. */
		WRONG

	}

}

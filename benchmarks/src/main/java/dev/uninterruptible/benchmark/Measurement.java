package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * What clients saw of a server, and what that took.
 *
 * @param throughput exchanges a second
 * @param p99 how long 99 of a hundred exchanges took at most, in microseconds
 * @param processorTime how long processors worked in the server's process for an
 * exchange, in microseconds
 */
record Measurement(double throughput, double p99, double processorTime) {

	/**
	 * Sum up what was measured.
	 * @param nanos how long each exchange took
	 * @param time for how long it was measured
	 * @param processorTime how long processors worked for an exchange, in microseconds
	 * @throws IOException if there was no exchange
	 */
	static Measurement of(long[] nanos, Duration time, double processorTime) throws IOException {
		if (nanos.length == 0) {
			throw new IOException("No exchange was done in " + time);
		}
		Arrays.sort(nanos);
		return new Measurement(nanos.length * 1e9 / time.toNanos(), nanos[(int) (nanos.length * 0.99)] / 1e3,
				processorTime);
	}

}

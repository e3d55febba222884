package dev.uninterruptible.benchmark;

import java.util.Arrays;
import java.util.Locale;

/**
 * What several samples showed.
 *
 * @param median the value in the middle
 * @param low a quarter of the values are lower
 * @param high a quarter of the values are higher
 */
record Ratio(double median, double low, double high) {

	static Ratio of(double... values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int quarter = sorted.length / 4;
		return new Ratio(sorted[sorted.length / 2], sorted[quarter], sorted[sorted.length - 1 - quarter]);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3f (%.2f..%.2f)", this.median, this.low, this.high);
	}

}

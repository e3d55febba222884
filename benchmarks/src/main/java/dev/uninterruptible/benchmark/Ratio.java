package dev.uninterruptible.benchmark;

import java.util.Arrays;
import java.util.Locale;

/**
 * What several rounds showed.
 *
 * @param median the value in the middle
 * @param min the lowest value
 * @param max the highest value
 */
record Ratio(double median, double min, double max) {

	static Ratio of(double... values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return new Ratio(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3f (%.2f..%.2f)", this.median, this.min, this.max);
	}

}

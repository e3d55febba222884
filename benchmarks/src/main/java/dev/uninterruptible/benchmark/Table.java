package dev.uninterruptible.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of ratios, in Markdown.
 *
 * @param comparisons the columns
 * @param goals what the median of a ratio is to reach: where it does not, it is in bold
 * type
 */
record Table(List<Comparison> comparisons, Map<Comparison, DoublePredicate> goals) {

	void printHeader(String title, String... columns) {
		System.out.printf("%n### %s%n%n", title);
		List<String> all = Stream
			.of(Arrays.stream(columns), Stream.of("(a)"), this.comparisons.stream().map(Comparison::toString))
			.flatMap((column) -> column)
			.toList();
		print(all.stream());
		print(all.stream().map((column) -> "---"));
	}

	void printRow(List<Sample> samples, String unit, String... cells) {
		String base = String.format(Locale.ROOT, "%,.0f%s", median(samples), unit);
		print(Stream
			.of(Arrays.stream(cells), Stream.of(base),
					this.comparisons.stream().map((comparison) -> cell(comparison, samples)))
			.flatMap((cell) -> cell));
	}

	private static double median(List<Sample> samples) {
		return Ratio.of(samples.stream().mapToDouble((sample) -> sample.of(Contestant.HAND_WRITTEN)).toArray())
			.median();
	}

	private String cell(Comparison comparison, List<Sample> samples) {
		Ratio ratio = comparison.ratio(samples);
		DoublePredicate goal = this.goals.getOrDefault(comparison, (median) -> true);
		return goal.test(ratio.median()) ? ratio.toString() : "**" + ratio + "**";
	}

	private static void print(Stream<String> cells) {
		System.out.println(cells.collect(Collectors.joining(" | ", "| ", " |")));
	}

}

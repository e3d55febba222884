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
 * @param rounds what was measured
 * @param goals what the median of a ratio is to reach: where it does not, it is in bold
 * type
 */
record Table(List<Round> rounds, Map<Comparison, DoublePredicate> goals) {

	void printHeader(String title, String... columns) {
		System.out.printf("%n### %s%n%n", title);
		List<String> all = Stream
			.of(Arrays.stream(columns), Stream.of("(a)"), Comparison.ALL.stream().map(Comparison::toString))
			.flatMap((column) -> column)
			.toList();
		print(all.stream());
		print(all.stream().map((column) -> "---"));
	}

	void printRow(Figure figure, String unit, String... cells) {
		String base = String.format(Locale.ROOT, "%,.0f%s", median(figure), unit);
		print(Stream
			.of(Arrays.stream(cells), Stream.of(base),
					Comparison.ALL.stream().map((comparison) -> cell(comparison, figure)))
			.flatMap((cell) -> cell));
	}

	private double median(Figure figure) {
		return Ratio
			.of(this.rounds.stream().mapToDouble((round) -> figure.of(round, Contestant.HAND_WRITTEN)).toArray())
			.median();
	}

	private String cell(Comparison comparison, Figure figure) {
		Ratio ratio = comparison.ratio(this.rounds, figure);
		DoublePredicate goal = this.goals.getOrDefault(comparison, (median) -> true);
		return goal.test(ratio.median()) ? ratio.toString() : "**" + ratio + "**";
	}

	private static void print(Stream<String> cells) {
		System.out.println(cells.collect(Collectors.joining(" | ", "| ", " |")));
	}

}

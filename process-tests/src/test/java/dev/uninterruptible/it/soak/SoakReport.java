package dev.uninterruptible.it.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.load.LoadReport.Failure;
import dev.uninterruptible.testing.process.Footprint;
import dev.uninterruptible.testing.process.Processes;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Soak} saw.
 */
final class SoakReport {

	private final Map<String, Load> loads;

	private final Map<SoakFault, Integer> restarts = new EnumMap<>(SoakFault.class);

	private final List<Generation> generations = new ArrayList<>();

	private @Nullable Footprint before;

	private @Nullable Footprint after;

	private int deaths;

	SoakReport(Map<String, Load> loads) {
		this.loads = loads;
	}

	void before(Footprint footprint) {
		this.before = footprint;
	}

	void after(Footprint footprint) {
		this.after = footprint;
	}

	void restarted(SoakFault fault) {
		this.restarts.merge(fault, 1, Integer::sum);
	}

	/**
	 * A process was killed that may have accepted connections.
	 */
	void died() {
		this.deaths++;
	}

	int deaths() {
		return this.deaths;
	}

	void generation(long pid) throws IOException {
		this.generations
			.add(new Generation(Processes.descriptors(pid), Processes.threads(pid), residentKilobytes(pid)));
	}

	private static long residentKilobytes(long pid) throws IOException {
		return Files.readAllLines(Path.of("/proc/%s/status".formatted(pid)))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow();
	}

	long failed(Failure kind) {
		return this.loads.values().stream().mapToLong((load) -> load.report().failed(kind)).sum();
	}

	long failed() {
		return this.loads.values().stream().mapToLong((load) -> load.report().failed()).sum();
	}

	Footprint first() {
		return Objects.requireNonNull(this.before);
	}

	Footprint last() {
		return Objects.requireNonNull(this.after);
	}

	/**
	 * The whole of it, as tables in Markdown.
	 * @return the lines
	 */
	List<String> lines() {
		List<String> lines = new ArrayList<>(List.of("", "| clients | served | refused | reset | unanswered | wrong |",
				"|---|---|---|---|---|---|"));
		this.loads.forEach((name, load) -> lines.add(line(name, load.report())));
		lines.addAll(
				List.of("", "%s processes were killed or hung that had accepted connections.".formatted(this.deaths),
						"", "| what happened | restarts | outcome |", "|---|---|---|"));
		this.restarts.forEach((fault, count) -> lines.add("| %s | %s | %s |"
			.formatted(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '), count, fault.outcome())));
		lines
			.addAll(List.of("", "| each generation under load | least | median | most | first quarter | last quarter |",
					"|---|---|---|---|---|---|"));
		lines.add(line("descriptors", Generation::descriptors));
		lines.add(line("threads", Generation::threads));
		lines.add(line("resident memory (kB)", Generation::resident));
		lines.addAll(List.of("", "Idle, before: %s".formatted(this.before), "Idle, after: %s".formatted(this.after)));
		this.loads
			.forEach((name, load) -> load.report().examples().forEach((example) -> lines.add(name + ": " + example)));
		return lines;
	}

	private static String line(String name, LoadReport report) {
		return String.format(Locale.ROOT, "| %s | %,d | %,d | %,d | %,d | %,d |", name, report.served(),
				report.failed(Failure.REFUSED), report.failed(Failure.RESET), report.failed(Failure.UNANSWERED),
				report.failed(Failure.WRONG));
	}

	private String line(String name, ToLongFunction<Generation> value) {
		int quarter = this.generations.size() / 4;
		return String.format(Locale.ROOT, "| %s | %,d | %,d | %,d | %,d | %,d |", name, at(this.generations, value, 0),
				at(this.generations, value, 0.5), at(this.generations, value, 1),
				at(this.generations.subList(0, quarter), value, 0.5),
				at(this.generations.subList(this.generations.size() - quarter, this.generations.size()), value, 0.5));
	}

	private static long at(List<Generation> generations, ToLongFunction<Generation> value, double share) {
		long[] sorted = generations.stream().mapToLong(value).sorted().toArray();
		return (sorted.length > 0) ? sorted[(int) Math.round(share * (sorted.length - 1))] : 0;
	}

	/**
	 * What a generation holds under load.
	 */
	private record Generation(int descriptors, int threads, long resident) {

	}

}

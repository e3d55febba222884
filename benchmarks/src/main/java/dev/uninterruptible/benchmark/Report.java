package dev.uninterruptible.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds showed, in Markdown.
 *
 * @param contest what was compared
 * @param rounds the rounds
 * @param connections how many idle connections there were
 */
record Report(Contest contest, List<Round> rounds, int connections) {

	void print() {
		printSpeed("Exchanges a second", "/s", Measurement::throughput, table(
				Map.of(Comparison.PLAIN, (ratio) -> ratio >= 0.97, Comparison.OBSERVED, (ratio) -> ratio >= 0.95)));
		printSpeed("Time of an exchange, 99th percentile", " µs", Measurement::p99,
				table(Map.of(Comparison.PLAIN, (ratio) -> ratio <= 1.05)));
		printSpeed("Processor time of the server for an exchange", " µs", Measurement::processorTime, table(Map.of()));
		if (this.contest.ofMemory()) {
			printMemory(table(Map.of(Comparison.PLAIN, (ratio) -> ratio <= 1.1)));
		}
	}

	private Table table(Map<Comparison, DoublePredicate> goals) {
		return new Table(this.contest.comparisons(), goals);
	}

	private void printSpeed(String title, String unit, ToDoubleFunction<Measurement> value, Table table) {
		table.printHeader(title, "connections", "clients");
		for (Workload workload : this.contest.workloads()) {
			List<Sample> samples = this.rounds.stream().flatMap((round) -> round.speed(workload, value)).toList();
			table.printRow(samples, unit, workload.title(), String.format(Locale.ROOT, "%,d", workload.clients()));
		}
	}

	private void printMemory(Table table) {
		table.printHeader(String.format(Locale.ROOT, "Memory for each of %,d idle connections", this.connections),
				"where");
		table.printRow(memory(Memory::heap), " B", "in the heap");
		table.printRow(memory(Memory::sum), " B", "in the heap and outside");
	}

	private List<Sample> memory(ToDoubleFunction<Memory> value) {
		return this.rounds.stream().map((round) -> Sample.of(round.memory(), value)).toList();
	}

}

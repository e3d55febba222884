package dev.uninterruptible.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds showed, in Markdown.
 *
 * @param rounds the rounds
 * @param connections how many idle connections there were
 */
record Report(List<Round> rounds, int connections) {

	void print() {
		printSpeed("Exchanges a second", "/s", Measurement::throughput, new Table(this.rounds,
				Map.of(Comparison.PLAIN, (ratio) -> ratio >= 0.97, Comparison.OBSERVED, (ratio) -> ratio >= 0.95)));
		printSpeed("Time of an exchange, 99th percentile", " µs", Measurement::p99,
				new Table(this.rounds, Map.of(Comparison.PLAIN, (ratio) -> ratio <= 1.05)));
		printMemory(new Table(this.rounds, Map.of(Comparison.PLAIN, (ratio) -> ratio <= 1.1)));
	}

	private void printSpeed(String title, String unit, ToDoubleFunction<Measurement> value, Table table) {
		table.printHeader(title, "connections", "clients");
		for (Workload workload : Workload.ALL) {
			Figure figure = (round, contestant) -> value.applyAsDouble(round.measurement(workload, contestant));
			table.printRow(figure, unit, workload.title(), String.format(Locale.ROOT, "%,d", workload.clients()));
		}
	}

	private void printMemory(Table table) {
		table.printHeader(String.format(Locale.ROOT, "Memory for each of %,d idle connections", this.connections),
				"where");
		table.printRow((round, contestant) -> memory(round, contestant).heap(), " B", "in the heap");
		table.printRow((round, contestant) -> memory(round, contestant).sum(), " B", "in the heap and outside");
	}

	private Memory memory(Round round, Contestant contestant) {
		return Objects.requireNonNull(round.memory().get(contestant));
	}

}

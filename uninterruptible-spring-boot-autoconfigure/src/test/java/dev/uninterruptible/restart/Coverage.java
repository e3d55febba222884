package dev.uninterruptible.restart;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import dev.uninterruptible.restart.Simulation.Trouble;

/**
 * How often each fault met a process in each state.
 */
final class Coverage {

	private final Map<Trouble, Map<ProcessState, LongAdder>> counts = new EnumMap<>(Trouble.class);

	Coverage() {
		for (Trouble trouble : Trouble.values()) {
			Map<ProcessState, LongAdder> states = new EnumMap<>(ProcessState.class);
			Stream.of(ProcessState.values()).forEach((state) -> states.put(state, new LongAdder()));
			this.counts.put(trouble, states);
		}
	}

	void count(ProcessState state, Trouble trouble) {
		adder(trouble, state).increment();
	}

	private LongAdder adder(Trouble trouble, ProcessState state) {
		return Objects.requireNonNull(Objects.requireNonNull(this.counts.get(trouble)).get(state));
	}

	long count(Trouble trouble, ProcessState state) {
		return adder(trouble, state).sum();
	}

	/**
	 * Return the counts as a table in Markdown.
	 */
	String table() {
		StringBuilder table = new StringBuilder("| fault |");
		for (ProcessState state : ProcessState.values()) {
			table.append(" `").append(state).append("` |");
		}
		table.append("\n|---|").append("---|".repeat(ProcessState.values().length)).append('\n');
		for (Trouble trouble : Trouble.values()) {
			table.append("| ").append(trouble).append(" |");
			for (ProcessState state : ProcessState.values()) {
				table.append(String.format(Locale.ROOT, " %,d |", count(trouble, state)));
			}
			table.append('\n');
		}
		return table.toString();
	}

}

package dev.uninterruptible.restart;

import java.util.concurrent.atomic.AtomicLongArray;

import dev.uninterruptible.restart.Simulation.Trouble;

/**
 * How often each fault met a process in each state.
 */
final class Coverage {

	private final AtomicLongArray counts = new AtomicLongArray(ProcessState.values().length * Trouble.values().length);

	void count(ProcessState state, Trouble trouble) {
		this.counts.incrementAndGet(index(state, trouble));
	}

	long count(Trouble trouble, ProcessState state) {
		return this.counts.get(index(state, trouble));
	}

	private static int index(ProcessState state, Trouble trouble) {
		return state.ordinal() * Trouble.values().length + trouble.ordinal();
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
				table.append(" %,d |".formatted(count(trouble, state)));
			}
			table.append('\n');
		}
		return table.toString();
	}

}

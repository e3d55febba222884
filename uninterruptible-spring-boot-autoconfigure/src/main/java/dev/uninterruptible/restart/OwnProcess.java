package dev.uninterruptible.restart;

import java.time.Instant;

/**
 * This process, as its log lines and its status show it. Changed only by the thread that
 * decides.
 */
final class OwnProcess {

	private final int generation;

	private final long pid;

	private final Instant startTime;

	private volatile ProcessState state = ProcessState.STARTING;

	OwnProcess(int generation, long pid, Instant startTime) {
		this.generation = generation;
		this.pid = pid;
		this.startTime = startTime;
	}

	static OwnProcess ofGeneration(int generation) {
		ProcessHandle process = ProcessHandle.current();
		return new OwnProcess(generation, process.pid(), process.info().startInstant().orElseGet(Instant::now));
	}

	int generation() {
		return this.generation;
	}

	/**
	 * Return the generation of a process that takes over from this one.
	 */
	int nextGeneration() {
		return this.generation + 1;
	}

	long pid() {
		return this.pid;
	}

	Instant startTime() {
		return this.startTime;
	}

	ProcessState state() {
		return this.state;
	}

	boolean is(ProcessState state) {
		return this.state == state;
	}

	void enter(ProcessState state) {
		this.state = state;
	}

	@Override
	public String toString() {
		return "Generation %d (pid %d)".formatted(this.generation, this.pid);
	}

}

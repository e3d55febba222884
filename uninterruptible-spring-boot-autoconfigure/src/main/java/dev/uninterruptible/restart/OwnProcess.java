package dev.uninterruptible.restart;

import java.time.Instant;

import dev.uninterruptible.handoff.Generation;

/**
 * This process, as its log lines and its status show it. Changed only by the thread that
 * decides.
 */
final class OwnProcess {

	private final Generation generation;

	private final Instant startTime;

	private volatile ProcessState state = ProcessState.STARTING;

	OwnProcess(Generation generation, Instant startTime) {
		this.generation = generation;
		this.startTime = startTime;
	}

	static OwnProcess ofGeneration(int number) {
		ProcessHandle process = ProcessHandle.current();
		return new OwnProcess(new Generation(number, process.pid()),
				process.info().startInstant().orElseGet(Instant::now));
	}

	Generation generation() {
		return this.generation;
	}

	/**
	 * Return the generation of a process that takes over from this one.
	 */
	int nextGeneration() {
		return this.generation.number() + 1;
	}

	long pid() {
		return this.generation.pid();
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
		return "Generation %s (pid %s)".formatted(this.generation.number(), pid());
	}

}

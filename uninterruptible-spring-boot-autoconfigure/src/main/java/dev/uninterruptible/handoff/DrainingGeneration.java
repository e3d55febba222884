package dev.uninterruptible.handoff;

/**
 * A process that was replaced, finishes its connections, and can be watched while it does
 * so.
 *
 * @param generation its generation
 * @param pid the process
 * @param address where it waits for those who watch it
 */
public record DrainingGeneration(int generation, long pid, HandoffAddress address) {

	@Override
	public String toString() {
		return "generation %d (pid %d)".formatted(this.generation, this.pid);
	}

}

package dev.uninterruptible.handoff;

/**
 * A process that was replaced, finishes its connections, and can be watched while it does
 * so.
 *
 * @param generation which it is
 * @param address where it waits for those who watch it
 */
public record DrainingGeneration(Generation generation, HandoffAddress address) {

	@Override
	public String toString() {
		return this.generation.toString();
	}

}

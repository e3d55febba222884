package dev.uninterruptible.launch;

import java.io.IOException;

import dev.uninterruptible.handoff.HandoffAddress;

/**
 * Launches successors: the seam behind which tests put a fake.
 */
@FunctionalInterface
public interface ProcessLauncher {

	/**
	 * Launch a successor.
	 * @param address where it finds its predecessor
	 * @return the process
	 * @throws IOException if it cannot be launched
	 */
	SuccessorProcess launch(HandoffAddress address) throws IOException;

	/**
	 * Return what of the command may keep a successor from starting while this process
	 * runs. Does not block.
	 * @return the end of a sentence that says how the successor ended, empty if nothing
	 * is known
	 */
	default String suspicion() {
		return "";
	}

}

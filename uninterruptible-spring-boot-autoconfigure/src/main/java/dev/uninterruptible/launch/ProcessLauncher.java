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

}

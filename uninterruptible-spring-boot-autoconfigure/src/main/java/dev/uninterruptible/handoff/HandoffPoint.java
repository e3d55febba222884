package dev.uninterruptible.handoff;

import java.io.Closeable;

/**
 * Where a process waits for others of its line: for the successor that it launched, for
 * one that takes over, or for those that watch it drain.
 */
public interface HandoffPoint extends Closeable {

	/**
	 * Return what a process needs to find this one.
	 * @return the address
	 */
	HandoffAddress address();

	/**
	 * Return whether one that has the address still finds this point. May block.
	 * @return {@code false} once somebody has removed or replaced its file
	 */
	boolean isThere();

}

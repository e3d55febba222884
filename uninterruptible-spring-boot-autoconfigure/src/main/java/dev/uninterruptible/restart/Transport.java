package dev.uninterruptible.restart;

import java.io.IOException;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.Link;

/**
 * How the generations of a server reach one another: by handoff sockets, or by what
 * simulates them. All methods may block, and are called by jobs.
 */
interface Transport {

	/**
	 * Wait for the successor that is about to be launched.
	 */
	HandoffPoint awaitSuccessor(HandoffListener listener) throws IOException;

	/**
	 * Wait at a fixed path for successors that nobody launches.
	 */
	HandoffPoint awaitTakeover(HandoffAddress address, HandoffListener listener) throws IOException;

	/**
	 * Return whether a process waits at a fixed path.
	 */
	boolean isServed(HandoffAddress address) throws IOException;

	/**
	 * Wait for those that serve after this process.
	 */
	HandoffPoint awaitWatchers(HandoffListener listener) throws IOException;

	/**
	 * Connect to a process that served before this one.
	 */
	Link watch(DrainingGeneration generation) throws IOException;

	/**
	 * Remove what a process has left behind that is gone.
	 * @throws IOException if that must be tried again
	 */
	void cleanAfter(long pid) throws IOException;

}

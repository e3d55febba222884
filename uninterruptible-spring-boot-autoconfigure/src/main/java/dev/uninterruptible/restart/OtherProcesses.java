package dev.uninterruptible.restart;

import java.time.Duration;

/**
 * What this process can find out of and do to another one that it has no connection to.
 */
interface OtherProcesses {

	/**
	 * Return whether a process is alive, as far as this one can see: a zombie is not.
	 */
	boolean isAlive(long pid);

	/**
	 * Return for how long a process has had a processor, zero if the system does not
	 * tell.
	 */
	Duration processorTime(long pid);

	/**
	 * Send a TERM to a process that served before this one: nothing happens if it is of
	 * another user, or younger than this one.
	 */
	void terminate(long pid);

}

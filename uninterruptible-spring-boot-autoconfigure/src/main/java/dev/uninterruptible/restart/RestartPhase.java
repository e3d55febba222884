package dev.uninterruptible.restart;

/**
 * A part of a restart, in the order in which they follow each other.
 */
public enum RestartPhase {

	/**
	 * From the request until the successor has connected: its JVM starts.
	 */
	LAUNCH,

	/**
	 * From there until the predecessor has stopped accepting: the successor has the
	 * listeners, and its application starts.
	 */
	HANDOFF,

	/**
	 * From there until the predecessor has committed.
	 */
	STANDBY,

	/**
	 * From there until the predecessor has exited: it finishes its connections.
	 */
	DRAIN

}

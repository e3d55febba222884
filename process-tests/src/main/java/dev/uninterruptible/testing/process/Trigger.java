package dev.uninterruptible.testing.process;

/**
 * How a restart is asked for.
 */
public enum Trigger {

	/** The signal USR1. */
	USR1,

	/** POST to the actuator endpoint. */
	POST

}

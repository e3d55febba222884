package dev.uninterruptible.sample;

/**
 * How a restart is asked for.
 */
enum Trigger {

	/** The signal USR1. */
	USR1,

	/** POST to the actuator endpoint. */
	POST

}

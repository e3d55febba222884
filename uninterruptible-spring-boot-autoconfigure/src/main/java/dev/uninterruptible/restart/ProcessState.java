package dev.uninterruptible.restart;

/**
 * What this process is doing, as far as restarts are concerned.
 */
public enum ProcessState {

	/**
	 * The application is not ready yet: nothing is accepted.
	 */
	STARTING,

	/**
	 * Connections are accepted.
	 */
	SERVING,

	/**
	 * The successor was launched and has not connected yet. Connections are accepted.
	 */
	LAUNCHING,

	/**
	 * The successor has the listeners and is not ready yet. Connections are accepted.
	 */
	HANDING_OFF,

	/**
	 * The successor accepts connections. This process does not, but will again should the
	 * successor fail.
	 */
	STANDBY,

	/**
	 * The connections that are open are finished, then the process exits.
	 */
	DRAINING

}

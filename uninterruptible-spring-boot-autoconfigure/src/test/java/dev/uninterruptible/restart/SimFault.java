package dev.uninterruptible.restart;

/**
 * An error that a simulation throws.
 */
final class SimFault extends Error {

	private static final long serialVersionUID = 1L;

	SimFault(String message) {
		super(message, null, false, false);
	}

}

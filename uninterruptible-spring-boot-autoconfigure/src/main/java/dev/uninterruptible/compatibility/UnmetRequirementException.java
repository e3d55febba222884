package dev.uninterruptible.compatibility;

/**
 * Thrown where the library does not work with what it runs on.
 */
class UnmetRequirementException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	UnmetRequirementException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 */
	String action() {
		return this.action;
	}

}

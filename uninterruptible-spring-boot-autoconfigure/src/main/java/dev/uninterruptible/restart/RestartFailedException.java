package dev.uninterruptible.restart;

/**
 * A restart cannot go on.
 */
class RestartFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	RestartFailedException(String reason) {
		super(reason);
	}

	RestartFailedException(String reason, Throwable cause) {
		super(reason, cause);
	}

	String reason() {
		return (getMessage() != null) ? getMessage() : toString();
	}

}

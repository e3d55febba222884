package dev.uninterruptible.restart;

/**
 * The successor closed its end of the connection, most likely because it died.
 */
class SuccessorGoneException extends RestartFailedException {

	private static final long serialVersionUID = 1L;

	SuccessorGoneException() {
		super("the successor is gone");
	}

}

package dev.uninterruptible.restart;

/**
 * The successor said itself that it failed: it finishes its connections and exits.
 */
class SuccessorFailedException extends RestartFailedException {

	private static final long serialVersionUID = 1L;

	SuccessorFailedException(String reason) {
		super("the successor failed: " + reason);
	}

}

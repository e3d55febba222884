package dev.uninterruptible.restart;

/**
 * This process has to end while it is being replaced.
 */
class AttemptCutShortException extends RestartFailedException {

	private static final long serialVersionUID = 1L;

	AttemptCutShortException(String reason) {
		super(reason);
	}

}

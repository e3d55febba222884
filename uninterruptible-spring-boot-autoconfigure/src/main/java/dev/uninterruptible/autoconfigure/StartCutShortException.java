package dev.uninterruptible.autoconfigure;

/**
 * The application was asked to terminate while it was starting.
 */
class StartCutShortException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final String REASON = "it was asked to terminate";

	StartCutShortException() {
		super(REASON);
	}

	@Override
	public String getMessage() {
		return REASON;
	}

}

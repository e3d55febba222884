package dev.uninterruptible;

/**
 * The successor never became ready, and this process serves as before. Published in the
 * predecessor.
 */
public final class RestartFailedEvent extends RestartEvent {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * Create an event.
	 * @param source what published it
	 * @param reason why the successor failed
	 */
	public RestartFailedEvent(Object source, String reason) {
		super(source);
		this.reason = reason;
	}

	/**
	 * Return why the successor failed.
	 * @return why the successor failed
	 */
	public String getReason() {
		return this.reason;
	}

}

package dev.uninterruptible;

/**
 * The successor failed after it had become ready, and the predecessor accepts again.
 * Published in the predecessor, and in the successor if that lives to tell.
 */
public final class RestartRolledBackEvent extends RestartEvent {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * Create an event.
	 * @param source what published it
	 * @param reason why the successor failed
	 */
	public RestartRolledBackEvent(Object source, String reason) {
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

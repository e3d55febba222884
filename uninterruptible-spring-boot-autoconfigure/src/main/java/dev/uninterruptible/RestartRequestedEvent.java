package dev.uninterruptible;

/**
 * A restart of this process was asked for and begins.
 */
public final class RestartRequestedEvent extends RestartEvent {

	private static final long serialVersionUID = 1L;

	private final String trigger;

	/**
	 * Create an event.
	 * @param source what published it
	 * @param trigger what asked for it
	 */
	public RestartRequestedEvent(Object source, String trigger) {
		super(source);
		this.trigger = trigger;
	}

	/**
	 * Return what asked for it.
	 * @return what asked for it
	 */
	public String getTrigger() {
		return this.trigger;
	}

}

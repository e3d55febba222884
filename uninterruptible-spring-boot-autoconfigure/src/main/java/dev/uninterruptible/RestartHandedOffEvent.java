package dev.uninterruptible;

/**
 * The listeners were handed over. In the predecessor: the successor is ready, and this
 * process has stopped accepting. In the successor: it has the listeners, and accepts from
 * them once it is ready.
 */
public final class RestartHandedOffEvent extends RestartEvent {

	private static final long serialVersionUID = 1L;

	private final long otherPid;

	/**
	 * Create an event.
	 * @param source what published it
	 * @param otherPid the pid of the other process
	 */
	public RestartHandedOffEvent(Object source, long otherPid) {
		super(source);
		this.otherPid = otherPid;
	}

	/**
	 * Return the pid of the other process.
	 * @return the pid of the other process
	 */
	public long getOtherPid() {
		return this.otherPid;
	}

}

package dev.uninterruptible;

/**
 * The restart is over: the successor serves, and the predecessor finishes its
 * connections. Published in both.
 */
public final class RestartCommittedEvent extends RestartEvent {

	private static final long serialVersionUID = 1L;

	private final long otherPid;

	/**
	 * Create an event.
	 * @param source what published it
	 * @param otherPid the pid of the other process
	 */
	public RestartCommittedEvent(Object source, long otherPid) {
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

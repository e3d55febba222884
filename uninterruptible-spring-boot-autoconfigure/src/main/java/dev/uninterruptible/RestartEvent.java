package dev.uninterruptible;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened in a restart of this process. Published by the thread that runs
 * restarts: a restart waits until the listeners have returned.
 */
public abstract sealed class RestartEvent extends ApplicationEvent permits RestartRequestedEvent, RestartHandedOffEvent,
		RestartCommittedEvent, RestartRolledBackEvent, RestartFailedEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an event.
	 * @param source what published it
	 */
	protected RestartEvent(Object source) {
		super(source);
	}

}

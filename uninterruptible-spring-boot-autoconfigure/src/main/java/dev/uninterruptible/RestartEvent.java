package dev.uninterruptible;

/**
 * Something happened in a restart of this process. Published as an application event, in
 * the order in which it happened, by a thread of its own.
 */
public sealed interface RestartEvent {

	/**
	 * In the predecessor: a restart was asked for and begins. Nothing is launched before
	 * the listeners have returned, or ten seconds are over.
	 *
	 * @param trigger what asked for it
	 */
	record Requested(String trigger) implements RestartEvent {

	}

	/**
	 * In the predecessor: the successor is ready, and this process has stopped accepting.
	 * In the successor: it has the listeners, and accepts when the listeners of this
	 * event have returned, or ten seconds are over.
	 *
	 * @param generation the other process's generation
	 * @param pid the other process
	 */
	record HandedOff(int generation, long pid) implements RestartEvent {

	}

	/**
	 * In both: the restart is over, the successor owns the service and the predecessor
	 * drains.
	 *
	 * @param generation the other process's generation
	 * @param pid the other process
	 */
	record Committed(int generation, long pid) implements RestartEvent {

	}

	/**
	 * In both: the predecessor accepts again, because the successor failed after it had
	 * become ready, or died while the predecessor still drained.
	 *
	 * @param reason why
	 */
	record RolledBack(String reason) implements RestartEvent {

	}

	/**
	 * In the predecessor: the successor never became ready.
	 *
	 * @param reason why
	 */
	record Failed(String reason) implements RestartEvent {

	}

}

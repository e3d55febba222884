package dev.uninterruptible.restart;

/**
 * How far a restart has come, for those who want to know.
 */
public sealed interface RestartProgress {

	/**
	 * In the predecessor: a restart was asked for and begins.
	 *
	 * @param trigger what asked for it
	 */
	record Requested(String trigger) implements RestartProgress {

	}

	/**
	 * In the predecessor: the successor is ready, and this process has stopped accepting.
	 * In the successor: it has the listeners.
	 *
	 * @param pid the other process
	 * @param generation the other process's generation
	 */
	record HandedOff(long pid, int generation) implements RestartProgress {

	}

	/**
	 * In both: the restart is over, the successor serves and the predecessor drains.
	 *
	 * @param pid the other process
	 * @param generation the other process's generation
	 */
	record Committed(long pid, int generation) implements RestartProgress {

	}

	/**
	 * In both: the successor failed after it had become ready, and the predecessor
	 * accepts again.
	 *
	 * @param reason why
	 */
	record RolledBack(String reason) implements RestartProgress {

	}

	/**
	 * In the predecessor: the successor never became ready.
	 *
	 * @param reason why
	 */
	record Failed(String reason) implements RestartProgress {

	}

}

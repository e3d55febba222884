package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.List;

/**
 * How a restart ended, for whoever asked for it.
 */
public sealed interface RestartOutcome {

	/**
	 * The successor serves.
	 *
	 * @param generation its generation
	 * @param pid its process
	 * @param duration from the request until the predecessor had stopped accepting
	 */
	record Succeeded(int generation, long pid, Duration duration) implements RestartOutcome {

	}

	/**
	 * The successor failed. This process serves as before.
	 *
	 * @param rolledBack whether the successor had been ready, so that this process had
	 * stopped accepting meanwhile
	 * @param reason why, for a person to read
	 * @param duration from the request until this process was ready for the next
	 * @param log the successor's last lines of log, where they can be had
	 */
	record Failed(boolean rolledBack, String reason, Duration duration, List<String> log) implements RestartOutcome {

		public Failed {
			log = List.copyOf(log);
		}

	}

	/**
	 * No restart was begun.
	 *
	 * @param reason why, for a person to read
	 */
	record Refused(String reason) implements RestartOutcome {

	}

}

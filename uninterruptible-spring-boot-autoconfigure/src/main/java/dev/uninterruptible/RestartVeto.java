package dev.uninterruptible;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a process from being restarted at a bad moment, say, while a migration runs.
 * Declare as many as you like as beans.
 */
@FunctionalInterface
public interface RestartVeto {

	/**
	 * Tell whether there must be no restart now. Called by the thread that runs restarts,
	 * once for each restart that is asked for and before anything is done; it must not
	 * block. An exception counts as a veto.
	 * @return why there must be no restart, for whoever asked for it, or {@code null} to
	 * let it happen
	 */
	@Nullable String reason();

}

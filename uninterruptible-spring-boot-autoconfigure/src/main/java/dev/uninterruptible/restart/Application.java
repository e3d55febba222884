package dev.uninterruptible.restart;

import org.jspecify.annotations.Nullable;

/**
 * The application that runs in this process, as far as restarts concern it.
 */
public interface Application extends HealthProbe {

	/**
	 * Tell whether the application wants no restart now. Called by the thread that owns
	 * the state machine, before anything else is done.
	 * @return why there must be no restart, {@code null} to let it happen
	 */
	@Nullable String veto();

	/**
	 * Hear how far a restart has come. Called by the thread that owns the state machine:
	 * a restart waits until this returns.
	 * @param progress how far
	 */
	void hear(RestartProgress progress);

	/**
	 * Tell that nobody is about to serve any more: this process stops accepting because
	 * it was asked to terminate, and no other serves in its place. Called by the thread
	 * that owns the state machine, which waits until this returns.
	 */
	void refuseTraffic();

	/**
	 * End the process in order. Called by the thread that owns the state machine, when
	 * nothing is left to serve. May return before the process has ended.
	 * @param status the exit status
	 */
	void exit(int status);

	/**
	 * End the process at once, whatever hangs.
	 * @param status the exit status
	 */
	default void halt(int status) {
		Runtime.getRuntime().halt(status);
	}

}

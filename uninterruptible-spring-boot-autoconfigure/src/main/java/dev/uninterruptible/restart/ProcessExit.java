package dev.uninterruptible.restart;

/**
 * How this process ends.
 */
public interface ProcessExit {

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

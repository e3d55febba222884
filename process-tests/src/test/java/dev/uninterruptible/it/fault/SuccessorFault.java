package dev.uninterruptible.it.fault;

/**
 * How a successor ends, or does not.
 */
enum SuccessorFault {

	KILL("exited with status 137"),

	EXIT_0("exited with status 0"),

	EXIT_1("exited with status 1"),

	STOP("did not connect|was not ready|hangs");

	private final String reason;

	SuccessorFault(String reason) {
		this.reason = reason;
	}

	/**
	 * What names it in the log.
	 * @return a regular expression
	 */
	String reason() {
		return this.reason;
	}

	/**
	 * Does it to the shell that runs a start command. The one that stops leaves a tree of
	 * processes that ignore TERM.
	 * @return what the script has to do
	 */
	String script() {
		return switch (this) {
			case KILL -> "kill -KILL $$";
			case STOP -> "trap '' TERM\n(setsid sleep 1000) &\n(sleep 1000; exit 0) &\nkill -STOP $$";
			case EXIT_0 -> "exit 0";
			case EXIT_1 -> "exit 1";
		};
	}

}

package dev.uninterruptible.it.fault;

import java.io.IOException;

import dev.uninterruptible.testing.process.StartScript;

/**
 * How far a successor gets before a {@link SuccessorFault}.
 */
enum SuccessorMoment {

	BEFORE_HELLO("FAILED", ""),

	AFTER_HELLO("FAILED", "HELLO"),

	AFTER_OFFER("FAILED", "HELLO OFFER"),

	RIGHT_AFTER_READY("ROLLED_BACK", "HELLO OFFER READY"),

	IN_STANDBY("ROLLED_BACK", "HELLO OFFER READY YIELDED");

	private final String outcome;

	private final String steps;

	SuccessorMoment(String outcome, String steps) {
		this.outcome = outcome;
		this.steps = steps;
	}

	/**
	 * What becomes of the restart.
	 * @return the outcome that the endpoint answers
	 */
	String outcome() {
		return this.outcome;
	}

	/**
	 * Makes the next restart come to this moment and no further.
	 * @param script the server's start command
	 * @param fault what happens then
	 * @throws IOException if the script cannot be written
	 */
	void provoke(StartScript script, SuccessorFault fault) throws IOException {
		if (this.steps.isEmpty()) {
			script.write(fault.script());
		}
		else {
			script.fake(this.steps + " " + fault);
		}
	}

}

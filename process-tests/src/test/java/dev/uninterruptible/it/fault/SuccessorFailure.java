package dev.uninterruptible.it.fault;

import java.io.IOException;

import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.StartScript;

/**
 * A way in which a successor can fail.
 */
public enum SuccessorFailure {

	COMMAND_NOT_FOUND("the start command was not found") {

		@Override
		public void provoke(StartScript script, ServerProcess server) throws IOException {
			script.remove();
		}

	},

	EXITS_WITH_STATUS_1("exited with status 1 before") {

		@Override
		public void provoke(StartScript script, ServerProcess server) throws IOException {
			script.write("exit 1");
		}

	},

	EXITS_WITH_STATUS_0_AT_ONCE("exited with status 0 before") {

		@Override
		public void provoke(StartScript script, ServerProcess server) throws IOException {
			script.write("exit 0");
		}

	},

	/** It writes to a pipe that nobody reads. */
	NEVER_BECOMES_READY("did not connect") {

		@Override
		public void provoke(StartScript script, ServerProcess server) throws IOException {
			script.write("sleep 1000 & (sleep 1000; exit 0) & yes | sleep 1000");
		}

	},

	CONTEXT_DOES_NOT_START("bind-address.*no\\.such\\.host\\.invalid") {

		@Override
		public void provoke(StartScript script, ServerProcess server) throws IOException {
			script.start(server, "--uninterruptible.bind-address=no.such.host.invalid");
		}

	};

	private final String cause;

	SuccessorFailure(String cause) {
		this.cause = cause;
	}

	/**
	 * What names the cause in the log.
	 * @return a regular expression
	 */
	String cause() {
		return this.cause;
	}

	/**
	 * Makes the next restart fail.
	 * @param script the server's start command
	 * @param server the server
	 * @throws IOException if the script cannot be written
	 */
	public abstract void provoke(StartScript script, ServerProcess server) throws IOException;

}

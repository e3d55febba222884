package dev.uninterruptible.it.soak;

import java.io.IOException;

import dev.uninterruptible.it.fault.SuccessorFailure;
import dev.uninterruptible.testing.process.Processes;

/**
 * What happens to a restart of a {@link Soak}.
 */
enum SoakFault {

	NOTHING_ON_USR1(Outcome.SUCCEEDED) {

		@Override
		void provoke(Soak soak) throws IOException {
			Processes.signal("USR1", soak.before().pid());
		}

	},

	NOTHING_ON_POST(Outcome.SUCCEEDED) {

		@Override
		void provoke(Soak soak) {
			soak.post();
		}

	},

	NOTHING_ON_TAKEOVER(Outcome.SUCCEEDED) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.server().startByHand();
		}

	},

	USR1_A_HUNDRED_TIMES(Outcome.SUCCEEDED) {

		@Override
		void provoke(Soak soak) throws IOException {
			for (int i = 0; i < 100; i++) {
				Processes.signal("USR1", soak.before().pid());
			}
		}

	},

	COMMAND_NOT_FOUND(Outcome.FAILED) {

		@Override
		void provoke(Soak soak) throws IOException {
			SuccessorFailure.COMMAND_NOT_FOUND.provoke(soak.script(), soak.server());
			soak.post();
		}

	},

	SUCCESSOR_EXITS_AT_ONCE(Outcome.FAILED) {

		@Override
		void provoke(Soak soak) throws IOException {
			SuccessorFailure.EXITS_WITH_STATUS_1.provoke(soak.script(), soak.server());
			soak.post();
		}

	},

	CONTEXT_DOES_NOT_START(Outcome.FAILED) {

		@Override
		void provoke(Soak soak) throws IOException {
			SuccessorFailure.CONTEXT_DOES_NOT_START.provoke(soak.script(), soak.server());
			soak.post();
		}

	},

	SUCCESSOR_KILLED_WHILE_IT_STARTS(Outcome.FAILED) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.post();
			Processes.signal("KILL", soak.awaitStarting());
		}

	},

	SUCCESSOR_STOPPED_WHILE_IT_STARTS(Outcome.FAILED) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.post();
			Processes.signal("STOP", soak.awaitStarting());
		}

	},

	SUCCESSOR_KILLED_IN_STANDBY(Outcome.ROLLED_BACK) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.post();
			soak.kill(soak.awaitStandby());
		}

	},

	SUCCESSOR_STOPPED_IN_STANDBY(Outcome.ROLLED_BACK) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.post();
			soak.stop(soak.awaitStandby());
		}

	},

	SUCCESSOR_TERMINATED_IN_STANDBY(Outcome.ROLLED_BACK) {

		@Override
		void provoke(Soak soak) throws IOException {
			soak.post();
			Processes.signal("TERM", soak.awaitStandby());
		}

	},

	PREDECESSOR_KILLED_WHILE_SUCCESSOR_STARTS(Outcome.ALONE) {

		@Override
		void provoke(Soak soak) throws IOException {
			Processes.signal("USR1", soak.before().pid());
			long unused = soak.awaitStarting();
			soak.kill(soak.before().pid());
		}

	},

	PREDECESSOR_KILLED_IN_STANDBY(Outcome.ALONE) {

		@Override
		void provoke(Soak soak) throws IOException {
			Processes.signal("USR1", soak.before().pid());
			long unused = soak.awaitStandby();
			soak.kill(soak.before().pid());
		}

	};

	private final Outcome outcome;

	SoakFault(Outcome outcome) {
		this.outcome = outcome;
	}

	/**
	 * What becomes of the restart.
	 * @return the outcome
	 */
	Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Asks for a restart and does to it what the fault says.
	 * @param soak the soak
	 * @throws IOException if that is not possible
	 */
	abstract void provoke(Soak soak) throws IOException;

	/**
	 * What can become of a restart.
	 */
	enum Outcome {

		/** The successor serves. */
		SUCCEEDED,

		/** The successor serves, and its predecessor was killed. */
		ALONE,

		/** The predecessor serves as before. */
		FAILED,

		/** The predecessor accepts again. */
		ROLLED_BACK

	}

}

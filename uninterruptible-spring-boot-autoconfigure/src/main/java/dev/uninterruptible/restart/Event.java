package dev.uninterruptible.restart;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.SuccessorProcess;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the state machine is told by other threads.
 */
sealed interface Event {

	/**
	 * The application is ready to serve.
	 *
	 * @param handled completes when this process accepts, or never will
	 */
	record ApplicationReady(CompletableFuture<Void> handled) implements Event {

	}

	/**
	 * Somebody asked for a restart.
	 */
	record RestartRequested(String trigger, Instant at, CompletableFuture<RestartOutcome> outcome) implements Event {

	}

	/**
	 * Somebody asked this process to drain and exit.
	 */
	record TerminateRequested() implements Event {

	}

	/**
	 * The application context is closing: whatever goes on must be given up.
	 */
	record CloseRequested() implements Event {

	}

	/**
	 * A successor introduced itself: the one that was launched by an attempt, or one that
	 * came by itself.
	 */
	record SuccessorGreeted(HandoffSession session, @Nullable RestartAttempt attempt) implements Event {

	}

	/**
	 * A successor sent a message.
	 */
	record SuccessorSaid(HandoffSession session, Message message) implements Event {

	}

	/**
	 * A successor closed its end of the connection.
	 */
	record SuccessorGone(HandoffSession session) implements Event {

	}

	/**
	 * The process that was launched exited.
	 */
	record SuccessorExited(SuccessorProcess process, int status) implements Event {

	}

	/**
	 * A successor that failed is gone, and all that it had started.
	 */
	record SuccessorEnded() implements Event {

	}

	/**
	 * The application finds that it cannot go on serving.
	 */
	record ApplicationBroken(String reason) implements Event {

	}

	/**
	 * It is time to tell the predecessor that this process is alive.
	 */
	record ProbationGoesOn() implements Event {

	}

	/**
	 * The predecessor sent a message.
	 */
	record PredecessorSaid(Message message) implements Event {

	}

	/**
	 * The predecessor exited.
	 */
	record PredecessorGone() implements Event {

	}

	/**
	 * The process that serves finds that this one has finished its connections for long
	 * enough.
	 */
	record ExpiryRequested(String reason) implements Event {

	}

	/**
	 * The last connection ended.
	 */
	record Drained() implements Event {

	}

}

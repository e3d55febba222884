package dev.uninterruptible.restart;

import java.util.function.Consumer;

import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.restart.Event.SuccessorGone;
import dev.uninterruptible.restart.Event.SuccessorGreeted;
import dev.uninterruptible.restart.Event.SuccessorSaid;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what the threads of a handoff hear to the owner of the state machine.
 *
 * @param inbox where it goes
 * @param attempt the attempt that launched the successor, {@code null} for one that comes
 * by itself
 */
record SuccessorEvents(Consumer<Event> inbox, @Nullable RestartAttempt attempt) implements HandoffListener {

	@Override
	public void greeted(HandoffSession session) {
		this.inbox.accept(new SuccessorGreeted(session, this.attempt));
	}

	@Override
	public void received(HandoffSession session, Message message) {
		this.inbox.accept(new SuccessorSaid(session, message));
	}

	@Override
	public void gone(HandoffSession session) {
		this.inbox.accept(new SuccessorGone(session));
	}

}

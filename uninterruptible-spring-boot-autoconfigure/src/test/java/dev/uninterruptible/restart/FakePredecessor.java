package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.ListenerRegistry;

/**
 * Says what a predecessor says that leaves the service to its successor, and serves again
 * later, because it takes the successor for one that hangs.
 *
 * @param listeners what it hands over
 */
record FakePredecessor(ListenerRegistry listeners) implements HandoffListener {

	private static final Generation SELF = new Generation(1, ProcessHandle.current().pid());

	@Override
	public void greeted(HandoffSession session) {
		answer(() -> session.offer(new Message.Offer(SELF,
				this.listeners.listeners().stream().map(OfferedListener::of).toList(), List.of()),
				this.listeners.listeners()));
	}

	@Override
	public void received(HandoffSession session, Message message) {
		answer(() -> {
			switch (message) {
				case Message.Ready ready -> {
					session.send(new Message.Yielded(Duration.ZERO));
					session.send(new Message.Committed("TEST", Instant.now(), Duration.ZERO,
							List.of(new DrainingGeneration(SELF, HandoffAddress.NOWHERE))));
				}
				case Message.Owned owned -> session.send(new Message.Draining(1, ConnectionTotals.NONE));
				case Message.Leaving leaving when leaving.last() -> session.send(new Message.Ready());
				default -> {
				}
			}
		});
	}

	@Override
	public void gone(HandoffSession session) {
	}

	private static void answer(Answer answer) {
		try {
			answer.send();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Answer {

		void send() throws IOException;

	}

}

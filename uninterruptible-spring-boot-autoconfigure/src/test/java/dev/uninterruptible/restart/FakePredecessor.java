package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Says what a predecessor says that leaves the service to its successor, and serves again
 * later, because it takes the successor for one that hangs.
 */
final class FakePredecessor implements HandoffListener {

	private final ListenerRegistry listeners;

	private final Generation self;

	private volatile @Nullable HandoffSession session;

	/**
	 * Create a predecessor.
	 * @param listeners what it hands over
	 * @param pid as which process
	 */
	FakePredecessor(ListenerRegistry listeners, long pid) {
		this.listeners = listeners;
		this.self = new Generation(1, pid);
	}

	/**
	 * End the connection.
	 */
	void disconnect() {
		Objects.requireNonNull(this.session).disconnect();
	}

	@Override
	public void greeted(HandoffSession session) {
		this.session = session;
		List<OfferedListener> offered = this.listeners.listeners().stream().map(OfferedListener::of).toList();
		answer(() -> session.offer(new Message.Offer(this.self, offered, List.of()), this.listeners.listeners()));
	}

	@Override
	public void received(HandoffSession session, Message message) {
		answer(() -> {
			switch (message) {
				case Message.Ready ready -> {
					session.send(new Message.Yielded(Duration.ZERO));
					session.send(new Message.Committed("TEST", Instant.now(), Duration.ZERO,
							List.of(new DrainingGeneration(this.self, HandoffAddress.NOWHERE))));
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

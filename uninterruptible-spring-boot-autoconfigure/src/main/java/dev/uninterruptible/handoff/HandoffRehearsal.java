package dev.uninterruptible.handoff;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Yielded;
import dev.uninterruptible.listener.InheritedSocket;
import dev.uninterruptible.listener.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handoff of this process to itself, by which all is loaded that a real one needs: the
 * jar that it would come from may be replaced by then.
 */
public final class HandoffRehearsal {

	private static final Logger logger = LoggerFactory.getLogger(HandoffRehearsal.class);

	private HandoffRehearsal() {
	}

	/**
	 * Hand over listeners, and close what arrived. The listeners stay as they are.
	 * @param listeners the listeners
	 * @throws IOException if a real handoff would fail too
	 */
	public static void run(List<Listener> listeners) throws IOException {
		try (HandoffServer server = HandoffServer.open(new Predecessor(listeners))) {
			HandoffClient successor = HandoffClient.connect(server.address());
			successor.inherited().forEach(InheritedSocket::close);
			successor.listen((message) -> logger.debug("Rehearsed {}", message), () -> {
			});
			successor.send(new Message.Ready());
			successor.send(new Message.Alive());
			successor.send(new Message.Unwell("this is a rehearsal"));
			successor.send(new Message.Failed("this was a rehearsal"));
		}
	}

	/**
	 * Says all that a predecessor says.
	 */
	private record Predecessor(List<Listener> listeners) implements HandoffListener {

		@Override
		public void greeted(HandoffSession session) {
			try {
				session.offer(
						new Message.Offer(new Generation(0, ProcessHandle.current().pid()),
								this.listeners.stream().map(Message.OfferedListener::of).toList(), List.of()),
						this.listeners);
			}
			catch (IOException ex) {
				session.end(String.valueOf(ex.getMessage()));
			}
		}

		@Override
		public void received(HandoffSession session, Message message) {
			if (message instanceof Message.Failed failed) {
				try {
					session.send(new Yielded(Duration.ZERO));
					session.send(new Committed("", Instant.now(), Duration.ZERO, List.of()));
					session.send(new Message.Leaving(true, 0));
				}
				catch (IOException ex) {
					logger.debug("The rehearsal ended early: {}", ex.getMessage());
				}
				session.end(failed.reason());
			}
		}

		@Override
		public void gone(HandoffSession session) {
			logger.debug("The rehearsal is over");
		}

	}

}

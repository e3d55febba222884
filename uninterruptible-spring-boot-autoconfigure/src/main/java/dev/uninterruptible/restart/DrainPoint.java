package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.restart.Event.ExpiryRequested;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process that was replaced can be watched while it finishes its connections, and
 * told that its time is over.
 */
final class DrainPoint implements HandoffListener {

	private static final Logger logger = LoggerFactory.getLogger(DrainPoint.class);

	private final Consumer<Event> inbox;

	private final Set<HandoffSession> watchers = ConcurrentHashMap.newKeySet();

	private @Nullable HandoffServer server;

	private Draining progress = new Draining(0, ConnectionTotals.NONE);

	DrainPoint(Consumer<Event> inbox) {
		this.inbox = inbox;
	}

	/**
	 * Begin to wait for those who watch.
	 * @param generation this process's generation
	 * @param progress what they are told
	 * @return what they need to know, nothing if this process cannot be watched
	 */
	List<DrainingGeneration> open(int generation, Draining progress) {
		this.progress = progress;
		try {
			this.server = HandoffServer.openForAll(this);
			return List.of(new DrainingGeneration(generation, ProcessHandle.current().pid(), this.server.address()));
		}
		catch (IOException ex) {
			logger.warn("Generation {} cannot be watched while it finishes its connections: {}", generation,
					ex.getMessage());
			return List.of();
		}
	}

	/**
	 * Tell those who watch how far it has come, if that is news.
	 */
	synchronized void publish(Draining progress) {
		if (!progress.equals(this.progress)) {
			this.progress = progress;
			this.watchers.forEach(this::tell);
		}
	}

	@Override
	public synchronized void greeted(HandoffSession session) {
		this.watchers.add(session);
		tell(session);
	}

	private void tell(HandoffSession session) {
		try {
			session.send(this.progress);
		}
		catch (IOException ex) {
			this.watchers.remove(session);
		}
	}

	@Override
	public void received(HandoffSession session, Message message) {
		if (message instanceof Message.Expired expired) {
			this.inbox.accept(new ExpiryRequested(expired.reason()));
		}
	}

	@Override
	public void gone(HandoffSession session) {
		this.watchers.remove(session);
	}

	/**
	 * Wait no longer: nothing is left to finish.
	 */
	void close() {
		this.watchers.forEach((session) -> session.end("this process exits"));
		if (this.server != null) {
			try {
				this.server.close();
			}
			catch (IOException ex) {
				logger.warn("The socket {} could not be removed: {}", this.server.address(), ex.getMessage());
			}
			this.server = null;
		}
	}

}

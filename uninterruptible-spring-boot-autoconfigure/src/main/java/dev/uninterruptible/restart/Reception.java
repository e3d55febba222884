package dev.uninterruptible.restart;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;

/**
 * Brings what the threads of a handoff hear to the thread that decides.
 */
final class Reception implements HandoffListener {

	private final Inbox inbox;

	private final Consumer<Peer> greeted;

	private final Consumer<String> sentAway;

	private final Map<HandoffSession, Peer> peers = new HashMap<>();

	/**
	 * Create a reception where nobody is missed who was sent away.
	 * @param greeted told of each peer that has connected
	 */
	Reception(Inbox inbox, Consumer<Peer> greeted) {
		this(inbox, greeted, (reason) -> {
		});
	}

	/**
	 * Create a reception.
	 * @param greeted told of each peer that has connected
	 * @param sentAway told why another one was sent away
	 */
	Reception(Inbox inbox, Consumer<Peer> greeted, Consumer<String> sentAway) {
		this.inbox = inbox;
		this.greeted = greeted;
		this.sentAway = sentAway;
	}

	@Override
	public void greeted(HandoffSession session) {
		if (!this.inbox.post(() -> admit(new Peer(session)))) {
			session.end("this process ends");
		}
	}

	private void admit(Peer peer) {
		this.peers.put(peer.session(), peer);
		this.greeted.accept(peer);
	}

	@Override
	public void received(HandoffSession session, Message message) {
		this.inbox.post(() -> {
			Peer peer = this.peers.get(session);
			if (peer != null) {
				peer.said(message);
			}
		});
	}

	@Override
	public void sentAway(String reason) {
		this.inbox.post(() -> this.sentAway.accept(reason));
	}

	@Override
	public void gone(HandoffSession session) {
		this.inbox.post(() -> {
			Peer peer = this.peers.remove(session);
			if (peer != null) {
				peer.hasGone();
			}
		});
	}

}

package dev.uninterruptible.restart;

import java.io.IOException;

import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import org.jspecify.annotations.Nullable;

/**
 * A process of a later generation that is connected to this one. Used by the thread that
 * decides.
 */
final class Peer {

	private final HandoffSession session;

	private Handler handler = Handler.NONE;

	private boolean gone;

	private boolean busy;

	private @Nullable String endReason;

	Peer(HandoffSession session) {
		this.session = session;
	}

	HandoffSession session() {
		return this.session;
	}

	long pid() {
		return this.session.pid();
	}

	/**
	 * Return whether it knows a message that came with the second revision.
	 */
	boolean knowsOwnership() {
		return this.session.revision() > Message.FIRST_REVISION;
	}

	boolean isGone() {
		return this.gone;
	}

	/**
	 * Let another one hear of it from now on, at once if it is gone already.
	 */
	void handledBy(Handler handler) {
		this.handler = handler;
		if (this.gone) {
			handler.gone(this);
		}
	}

	/**
	 * Send a message.
	 * @return {@code false} if it is gone
	 */
	boolean send(Message message) {
		try {
			this.session.send(message);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * A job uses the connection: what would have to wait for it, waits.
	 */
	void busy() {
		this.busy = true;
	}

	void free() {
		this.busy = false;
		if (this.endReason != null) {
			this.session.end(this.endReason);
		}
	}

	/**
	 * Send it away.
	 */
	void end(String reason) {
		if (this.busy) {
			this.endReason = reason;
		}
		else {
			this.session.end(reason);
		}
	}

	void said(Message message) {
		this.handler.said(this, message);
	}

	void hasGone() {
		this.gone = true;
		this.handler.gone(this);
	}

	/**
	 * Who hears of it.
	 */
	interface Handler {

		/**
		 * Nobody.
		 */
		Handler NONE = new Handler() {

			@Override
			public void said(Peer peer, Message message) {
			}

			@Override
			public void gone(Peer peer) {
			}

		};

		/**
		 * It has sent a message.
		 */
		void said(Peer peer, Message message);

		/**
		 * Its connection has ended.
		 */
		void gone(Peer peer);

	}

}

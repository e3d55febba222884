package dev.uninterruptible.handoff;

/**
 * Hears what happens in a handoff. Called by the threads of the handoff: implementations
 * pass on what they hear and return.
 */
public interface HandoffListener {

	/**
	 * A successor has connected, with the right token and by the right user.
	 * @param session the session with it
	 */
	void greeted(HandoffSession session);

	/**
	 * The successor has sent a message.
	 * @param session the session with it
	 * @param message the message
	 */
	void received(HandoffSession session, Message message);

	/**
	 * The successor's end of the connection is closed: its process is gone, or the
	 * connection broke.
	 * @param session the session with it
	 */
	void gone(HandoffSession session);

	/**
	 * A peer has connected, and is sent away.
	 * @param reason why, as the peer is about to be told
	 */
	default void sentAway(String reason) {
	}

}

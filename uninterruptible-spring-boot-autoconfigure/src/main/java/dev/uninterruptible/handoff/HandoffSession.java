package dev.uninterruptible.handoff;

import java.io.IOException;
import java.util.List;

import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.listener.Listener;

/**
 * The predecessor's side of a handoff, once the successor has connected.
 */
public interface HandoffSession {

	/**
	 * Return the successor's process.
	 * @return the pid that the successor gave
	 */
	long pid();

	/**
	 * Return what the successor can say and understand.
	 * @return its revision, see {@link Message#REVISION}
	 */
	int revision();

	/**
	 * Hand over listeners. They stay open here. Blocks until the successor has room for
	 * them.
	 * @param offer the message that tells of them
	 * @param listeners the listeners, as many as the message tells of
	 * @throws IOException if the successor does not take them
	 */
	void offer(Offer offer, List<Listener> listeners) throws IOException;

	/**
	 * Send a message to the successor. Waits for a moment at most.
	 * @param message the message
	 * @throws IOException if the connection broke, or the successor has not read for so
	 * long that the message does not fit
	 */
	void send(Message message) throws IOException;

	/**
	 * End the session without a word. Nothing happens if the connection has ended.
	 */
	void disconnect();

	/**
	 * End the session and send the successor away. Nothing happens if the connection has
	 * ended.
	 * @param reason why, for a person to read
	 */
	void end(String reason);

}

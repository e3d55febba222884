package dev.uninterruptible.handoff;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * A connection to a process that was there before this one. Its end is how this process
 * learns of the other's.
 */
public interface Link {

	/**
	 * Send a message. Waits for a moment at most.
	 * @param message the message
	 * @throws IOException if the other process is gone, or has not read for so long that
	 * the message does not fit
	 */
	void send(Message message) throws IOException;

	/**
	 * Listen to the other process, on a thread of its own, until it is gone.
	 * @param received called with each message, by that thread
	 * @param gone called once when the connection has ended, by that thread
	 * @throws IOException if there is no thread for it: then the connection is closed
	 */
	void listen(Consumer<Message> received, Runnable gone) throws IOException;

}

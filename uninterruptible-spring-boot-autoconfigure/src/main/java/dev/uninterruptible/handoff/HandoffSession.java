package dev.uninterruptible.handoff;

import java.io.IOException;
import java.util.List;

import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.listener.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predecessor's side of a handoff, once the successor has introduced itself.
 */
public final class HandoffSession {

	private static final Logger logger = LoggerFactory.getLogger(HandoffSession.class);

	private final HandoffConnection connection;

	private final long pid;

	HandoffSession(HandoffConnection connection, long pid) {
		this.connection = connection;
		this.pid = pid;
	}

	/**
	 * Return the successor's process.
	 * @return the pid that the successor gave
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Hand over listeners. They stay open here.
	 * @param generation this process's generation
	 * @param listeners the listeners
	 * @param draining the processes that still finish their connections
	 * @throws IOException if the successor does not take them
	 */
	public void offer(int generation, List<Listener> listeners, List<DrainingGeneration> draining) throws IOException {
		this.connection.send(new Offer(generation, ProcessHandle.current().pid(),
				listeners.stream().map(OfferedListener::of).toList(), draining));
		this.connection.sendDescriptors(listeners.stream().map(Listener::descriptor).toList());
	}

	/**
	 * Send a message to the successor.
	 * @param message the message
	 * @throws IOException if the connection broke
	 */
	public void send(Message message) throws IOException {
		this.connection.send(message);
	}

	/**
	 * End the session and send the successor away.
	 * @param reason why, for a person to read
	 */
	public void end(String reason) {
		try {
			this.connection.send(new Refused(reason));
			this.connection.shutdown();
		}
		catch (IOException ex) {
			logger.debug("The session with the successor (pid {}) had ended: {}", this.pid, ex.getMessage());
		}
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.util.List;

import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.listener.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link HandoffSession} over a connection.
 *
 * @param connection the connection, which the thread that reads from it closes
 * @param hello what the successor said first
 */
record ConnectedSession(HandoffConnection connection, Hello hello) implements HandoffSession {

	private static final Logger logger = LoggerFactory.getLogger(ConnectedSession.class);

	@Override
	public long pid() {
		return this.hello.pid();
	}

	@Override
	public int revision() {
		return this.hello.revision();
	}

	@Override
	public void offer(Offer offer, List<Listener> listeners) throws IOException {
		this.connection.send(offer);
		this.connection.sendDescriptors(listeners.stream().map(Listener::descriptor).toList());
	}

	@Override
	public void send(Message message) throws IOException {
		this.connection.sendAtOnce(message);
	}

	@Override
	public void disconnect() {
		try {
			this.connection.shutdown();
		}
		catch (IOException ex) {
			logger.debug("The session with the successor (pid {}) had ended: {}", pid(), ex.getMessage());
		}
	}

	@Override
	public void end(String reason) {
		try {
			this.connection.sendAtOnce(new Refused(reason));
			this.connection.shutdown();
		}
		catch (IOException ex) {
			logger.debug("The session with the successor (pid {}) had ended: {}", pid(), ex.getMessage());
		}
	}

	/**
	 * Two sessions are the same only if they are one.
	 */
	@Override
	public boolean equals(Object other) {
		return other instanceof ConnectedSession session && session.connection.equals(this.connection);
	}

	@Override
	public int hashCode() {
		return this.connection.hashCode();
	}

}

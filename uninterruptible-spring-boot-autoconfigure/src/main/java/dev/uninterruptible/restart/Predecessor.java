package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.Link;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Offer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that handed over to this one, as far as this one knows. Changed only by the
 * thread that decides.
 */
final class Predecessor {

	private static final Logger logger = LoggerFactory.getLogger(Predecessor.class);

	private final Link link;

	private final Offer offer;

	private final Instant connectedAt;

	private volatile ProcessState state = ProcessState.HANDING_OFF;

	private volatile boolean gone;

	/**
	 * Create a predecessor.
	 * @param link the connection to it
	 * @param offer what it handed over
	 * @param connectedAt when that had arrived
	 */
	Predecessor(Link link, Offer offer, Instant connectedAt) {
		this.link = link;
		this.offer = offer;
		this.connectedAt = connectedAt;
	}

	Generation generation() {
		return this.offer.generation();
	}

	long pid() {
		return this.offer.generation().pid();
	}

	Instant connectedAt() {
		return this.connectedAt;
	}

	int listeners() {
		return this.offer.listeners().size();
	}

	List<DrainingGeneration> draining() {
		return this.offer.draining();
	}

	/**
	 * Return whether it knows a message that came with the second revision.
	 */
	boolean knowsOwnership() {
		return this.offer.revision() > Message.FIRST_REVISION;
	}

	Link link() {
		return this.link;
	}

	void listen(Consumer<Message> received, Runnable gone) {
		try {
			this.link.listen(received, gone);
		}
		catch (IOException ex) {
			logger.warn("{} cannot be heard: {}", this, ex.getMessage());
			gone.run();
		}
	}

	/**
	 * Return whether it would still accept again, should this process fail.
	 */
	boolean standsBy() {
		return !this.gone && (this.state == ProcessState.HANDING_OFF || this.state == ProcessState.STANDBY);
	}

	/**
	 * Return whether it has left the service to this process.
	 */
	boolean drains() {
		return this.state == ProcessState.DRAINING;
	}

	/**
	 * Return its status, {@code null} once it has exited.
	 */
	@Nullable PredecessorStatus status() {
		return this.gone ? null : PredecessorStatus.of(generation(), this.state);
	}

	/**
	 * It has said, or must be taken to have said, what it does.
	 */
	void does(ProcessState state) {
		this.state = state;
	}

	void gone() {
		this.gone = true;
	}

	void tell(Message message) {
		try {
			this.link.send(message);
		}
		catch (SocketTimeoutException ex) {
			logger.warn("{} could not be told {}: {}", this, message, ex.getMessage());
		}
		catch (IOException ex) {
			logger.debug("{} could not be told {}: {}", this, message, ex.getMessage());
		}
	}

	@Override
	public String toString() {
		return generation().toString();
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.listener.InheritedSocket;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.Descriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor's side of a handoff.
 */
public final class HandoffClient implements Link {

	private static final Logger logger = LoggerFactory.getLogger(HandoffClient.class);

	private final HandoffConnection connection;

	private final Offer offer;

	private final List<InheritedSocket> inherited;

	private final Instant connectedAt = Instant.now();

	private HandoffClient(HandoffConnection connection, Offer offer, List<InheritedSocket> inherited) {
		this.connection = connection;
		this.offer = offer;
		this.inherited = List.copyOf(inherited);
	}

	/**
	 * Introduce this process to its predecessor and take over its listeners.
	 * @param address where the predecessor waits
	 * @return the connection, which stays open for as long as this process lives
	 * @throws ConnectException if nobody waits there
	 * @throws SocketTimeoutException if the predecessor does not answer
	 * @throws IOException if the predecessor is gone, refuses, or hands over something
	 * else than what it announced
	 */
	public static HandoffClient connect(HandoffAddress address) throws IOException {
		return connect(address, HandoffConnection.PROMPT);
	}

	static HandoffClient connect(HandoffAddress address, Duration patience) throws IOException {
		Answer answer = ask(address, patience);
		try {
			Offer offer = answer.offer();
			return new HandoffClient(answer.connection(), offer, receiveSockets(answer.connection(), offer));
		}
		catch (IOException | RuntimeException | Error ex) {
			answer.fail(ex);
			throw ex;
		}
	}

	/**
	 * Who waits at a fixed path may leave it to another just when this process comes:
	 * then it is the other that answers.
	 */
	private static Answer ask(HandoffAddress address, Duration patience) throws IOException {
		try {
			return Answer.of(address, patience);
		}
		catch (ConnectException | SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			if (!address.isTakeover()) {
				throw ex;
			}
			logger.debug("Asks once more at {}: {}", address, ex.getMessage());
			return Answer.of(address, patience);
		}
	}

	private static List<InheritedSocket> receiveSockets(HandoffConnection connection, Offer offer) throws IOException {
		List<Descriptor> descriptors = connection.receiveDescriptors(offer.listeners().size());
		List<InheritedSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < descriptors.size(); i++) {
				Message.OfferedListener listener = offer.listeners().get(i);
				sockets.add(InheritedSocket.of(listener.name(), listener.address(), listener.fileKey(),
						descriptors.get(i)));
			}
			return sockets;
		}
		catch (IOException | RuntimeException | Error ex) {
			descriptors.forEach(Descriptor::close);
			throw ex;
		}
	}

	/**
	 * Return what the predecessor told of itself and of what it hands over.
	 * @return the offer
	 */
	public Offer offer() {
		return this.offer;
	}

	/**
	 * Return when this process had received what was handed over.
	 * @return the time
	 */
	public Instant connectedAt() {
		return this.connectedAt;
	}

	/**
	 * Return what was handed over.
	 * @return the sockets, for the caller to adopt or close
	 */
	public List<InheritedSocket> inherited() {
		return this.inherited;
	}

	@Override
	public void send(Message message) throws IOException {
		this.connection.sendAtOnce(message);
	}

	/**
	 * Tell the predecessor how far the start of this process is. Does not wait: one that
	 * does not read just now is not told.
	 * @param step for a person to read
	 * @throws IOException if the predecessor is gone
	 */
	public void startIsAt(String step) throws IOException {
		this.connection.sendIfRead(new Message.Starting(step));
	}

	/**
	 * Tell the predecessor that this process cannot serve.
	 * @param reason why, for a person to read
	 */
	public void failed(String reason) {
		fail(this.connection, reason);
	}

	private static void fail(HandoffConnection connection, @Nullable String reason) {
		try {
			connection.send(new Failed(String.valueOf(reason)));
		}
		catch (IOException ex) {
			logger.debug("The predecessor could not be told of the failure: {}", ex.getMessage());
		}
	}

	@Override
	public void listen(Consumer<Message> received, Runnable gone) throws IOException {
		listen(received, gone, HandoffThreads.DAEMONS);
	}

	void listen(Consumer<Message> received, Runnable gone, HandoffThreads threads) throws IOException {
		threads.startOwner("uninterruptible-predecessor", this.connection, () -> {
			try {
				receiveAll(received);
			}
			finally {
				gone.run();
			}
		});
	}

	private void receiveAll(Consumer<Message> received) {
		try (this.connection) {
			while (true) {
				received.accept(this.connection.receive(Deadline.never()));
			}
		}
		catch (IOException ex) {
			logger.debug("The connection to the predecessor ended: {}", ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			logger.error("The connection to the predecessor is ended by an unexpected error", ex);
		}
	}

	/**
	 * What the predecessor says first.
	 */
	private record Answer(HandoffConnection connection, Message message) {

		static Answer of(HandoffAddress address, Duration patience) throws IOException {
			HandoffConnection connection = HandoffConnection.introduce(address, patience);
			try {
				return new Answer(connection, connection.receiveAnswer(address, patience));
			}
			catch (IOException | RuntimeException | Error ex) {
				end(connection, ex);
				throw ex;
			}
		}

		Offer offer() throws IOException {
			return switch (this.message) {
				case Offer offer -> offer;
				case Refused refused ->
					throw new IOException("The predecessor sent this process away: " + refused.reason());
				case Message other -> throw new IOException("The predecessor offered no listeners but sent " + other);
			};
		}

		void fail(Throwable reason) throws IOException {
			end(this.connection, reason);
		}

		private static void end(HandoffConnection connection, Throwable reason) throws IOException {
			try (connection) {
				HandoffClient.fail(connection, reason.getMessage());
			}
		}

	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import dev.uninterruptible.posix.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a process that finishes its connections.
 */
public final class DrainingClient implements Link {

	private static final Logger logger = LoggerFactory.getLogger(DrainingClient.class);

	/**
	 * It accepts at once, unless it is stopped; and those that serve have no time to
	 * wait.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final DrainingGeneration generation;

	private final HandoffConnection connection;

	private DrainingClient(DrainingGeneration generation, HandoffConnection connection) {
		this.generation = generation;
		this.connection = connection;
	}

	/**
	 * Connect to a process.
	 * @param generation the process
	 * @return the connection, which stays open until the process is gone
	 * @throws IOException if it is gone already, does not accept, or runs as another user
	 */
	public static DrainingClient connect(DrainingGeneration generation) throws IOException {
		return new DrainingClient(generation, HandoffConnection.introduce(generation.address(), PATIENCE));
	}

	@Override
	public void send(Message message) throws IOException {
		this.connection.sendAtOnce(message);
	}

	@Override
	public void listen(Consumer<Message> received, Runnable gone) throws IOException {
		listen(received, gone, HandoffThreads.DAEMONS);
	}

	void listen(Consumer<Message> received, Runnable gone, HandoffThreads threads) throws IOException {
		threads.startOwner("uninterruptible-draining", this.connection, () -> {
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
			logger.debug("The connection to {} ended: {}", this.generation, ex.getMessage());
			HandoffDirectory.clean(this.generation.address().path());
		}
	}

}

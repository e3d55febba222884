package dev.uninterruptible.handoff;

import java.io.IOException;
import java.time.Duration;

import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.Expired;
import dev.uninterruptible.posix.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a process that finishes its connections.
 */
public final class DrainingClient {

	private static final Logger logger = LoggerFactory.getLogger(DrainingClient.class);

	/**
	 * It accepts at once, unless it is stopped; and those that serve have no time to
	 * wait.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final DrainingGeneration generation;

	private final HandoffConnection connection;

	private volatile @Nullable Draining lastTold;

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

	/**
	 * Listen to the process, on a thread of its own, until it is gone.
	 * @param gone called when it has exited or the connection ended for another reason,
	 * by that thread
	 * @throws IOException if no thread can be started: then the connection is closed, and
	 * nothing is called
	 */
	public void listen(Runnable gone) throws IOException {
		listen(gone, HandoffThreads.DAEMONS);
	}

	void listen(Runnable gone, HandoffThreads threads) throws IOException {
		threads.startOwner("uninterruptible-draining", this.connection, () -> {
			try {
				receiveAll();
			}
			finally {
				gone.run();
			}
		});
	}

	private void receiveAll() {
		try (this.connection) {
			while (true) {
				if (this.connection.receive(Deadline.never()) instanceof Draining draining) {
					this.lastTold = draining;
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The connection to {} ended: {}", this.generation, ex.getMessage());
			HandoffDirectory.clean(this.generation.address().path());
		}
	}

	/**
	 * Return the process that is watched.
	 * @return the process
	 */
	public DrainingGeneration generation() {
		return this.generation;
	}

	/**
	 * Return what it has told last of its connections.
	 * @return what it has told, {@code null} until then
	 */
	public @Nullable Draining lastTold() {
		return this.lastTold;
	}

	/**
	 * Tell it to close the connections that it has and to exit.
	 * @param reason why, for a person to read
	 * @throws IOException if it is gone
	 */
	public void expire(String reason) throws IOException {
		this.connection.send(new Expired(reason));
	}

}

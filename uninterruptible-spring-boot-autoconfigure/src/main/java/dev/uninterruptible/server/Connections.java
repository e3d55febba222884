package dev.uninterruptible.server;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import dev.uninterruptible.listener.OngoingDrain;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of a server, by the threads that serve them. A connection counts
 * from the moment it is accepted, not from when its thread first runs.
 */
final class Connections {

	/**
	 * How long a handler whose connection was closed may take to return.
	 */
	private static final Duration TIME_TO_RETURN = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(Connections.class);

	private final Map<Thread, ClientConnection> open = new ConcurrentHashMap<>();

	private final OngoingDrain drain = new OngoingDrain(this::isEmpty);

	private final OngoingDrain end = new OngoingDrain(this::isEmpty);

	private final ThreadFactory threads;

	private final ConnectionCounter counter = new ConnectionCounter();

	private final Serving serving;

	private final ConnectionLimits limits;

	private final BooleanSupplier paused;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/**
	 * Create them.
	 * @param serving what they have in common
	 * @param paused tells whether the server has stopped accepting, though perhaps not
	 * for good
	 */
	Connections(Serving serving, BooleanSupplier paused) {
		this(serving, paused, Thread.ofVirtual().name("uninterruptible-connection").factory());
	}

	Connections(Serving serving, BooleanSupplier paused, ThreadFactory threads) {
		this.threads = threads;
		this.serving = serving;
		this.limits = serving.settings().limits();
		this.paused = paused;
	}

	/**
	 * Wait until one more connection may be open, or no more come. To be called by the
	 * thread that accepts, before it does.
	 */
	void awaitRoom() {
		if (this.limits.haveMaxConnections()) {
			this.lock.lock();
			try {
				while (count() >= this.limits.maxConnections() && !this.end.isUnderWay()) {
					this.changed.awaitUninterruptibly();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void signalRoom() {
		if (this.limits.haveMaxConnections()) {
			this.lock.lock();
			try {
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Serve a connection on a new virtual thread, unless its client may not come in.
	 * @param client the connection
	 */
	void serve(SocketChannel client) {
		ClientConnection connection = new ClientConnection(client, this, this.serving);
		if (this.limits.networks().areAll() || this.limits.networks().contain(connection.clientAddress())) {
			start(connection);
		}
		else {
			logger.debug("The client {} is in none of the allowed networks", connection.clientAddress());
			connection.reject(Rejection.NETWORK);
			connection.close();
		}
	}

	/**
	 * Starting a thread throws an error if the process may have no more of them.
	 */
	private void start(ClientConnection connection) {
		boolean started = false;
		try {
			Thread thread = this.threads.newThread(connection);
			this.open.put(thread, connection);
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				this.open.values().remove(connection);
				connection.reject(Rejection.THREAD);
				connection.close();
				ended();
			}
		}
	}

	/**
	 * The connection that a thread served is closed.
	 */
	void remove(Thread thread) {
		this.open.remove(thread);
		ended();
	}

	private void ended() {
		signalRoom();
		this.drain.look();
		this.end.look();
	}

	private boolean isEmpty() {
		return this.open.values().stream().allMatch(ClientConnection::isGivenUp);
	}

	int count() {
		return this.open.size();
	}

	ConnectionCounter counter() {
		return this.counter;
	}

	/**
	 * Return the connection that a thread serves.
	 */
	@Nullable ClientConnection servedBy(Thread thread) {
		return this.open.get(thread);
	}

	/**
	 * Return whether handlers should finish their connections.
	 */
	boolean shouldFinish() {
		return this.paused.getAsBoolean() || this.drain.isUnderWay() || this.end.isUnderWay();
	}

	/**
	 * Finish the connections, while no more come.
	 * @return completes once none is open, unless more have come by then
	 */
	CompletableFuture<Void> drain() {
		return this.drain.begin();
	}

	/**
	 * More connections come.
	 */
	void resume() {
		this.drain.takeBack();
	}

	/**
	 * Finish the connections, and take no more.
	 * @return completes once none is open
	 */
	CompletableFuture<Void> end() {
		CompletableFuture<Void> ended = this.end.begin();
		signalRoom();
		return ended;
	}

	/**
	 * Close all connections: whoever reads or writes them gets an exception. A handler
	 * that does not return for that is not waited for.
	 */
	void close() {
		List<ClientConnection> closed = List.copyOf(this.open.values());
		closed.forEach(ClientConnection::close);
		try {
			CompletableFuture.delayedExecutor(TIME_TO_RETURN.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
				.execute(() -> giveUp(closed));
		}
		catch (Throwable ex) {
			logger.warn("Handlers have no time to return: {}", ex.toString());
			giveUp(closed);
		}
	}

	private void giveUp(List<ClientConnection> closed) {
		closed.forEach(ClientConnection::giveUp);
		ended();
	}

}

package dev.uninterruptible.server;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

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

	private final ThreadFactory threads = Thread.ofVirtual().name("uninterruptible-connection").factory();

	private final CompletableFuture<Void> empty = new CompletableFuture<>();

	private final ConnectionCounter counter = new ConnectionCounter();

	private final Serving serving;

	private final ConnectionLimits limits;

	private final BooleanSupplier paused;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile boolean last;

	/**
	 * Create them.
	 * @param serving what they have in common
	 * @param paused tells whether the server has stopped accepting, though perhaps not
	 * for good
	 */
	Connections(Serving serving, BooleanSupplier paused) {
		this.serving = serving;
		this.limits = serving.settings().limits();
		this.paused = paused;
	}

	/**
	 * Wait until one more connection may be open, or no more come. To be called by the
	 * thread that accepts, before it does.
	 */
	void awaitRoom() {
		if (this.limits.areOnCount()) {
			this.lock.lock();
			try {
				while (count() >= this.limits.maxConnections() && !this.last) {
					this.changed.awaitUninterruptibly();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void signalRoom() {
		if (this.limits.areOnCount()) {
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
			Thread thread = this.threads.newThread(connection);
			this.open.put(thread, connection);
			thread.start();
		}
		else {
			logger.debug("The client {} is in none of the allowed networks", connection.clientAddress());
			connection.reject(Rejection.NETWORK);
			connection.close();
		}
	}

	/**
	 * The calling thread has closed its connection.
	 */
	void remove() {
		this.open.remove(Thread.currentThread());
		signalRoom();
		completeIfEmpty();
	}

	private void completeIfEmpty() {
		if (this.last && this.open.isEmpty()) {
			this.empty.complete(null);
		}
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
	boolean areToFinish() {
		return this.last || this.paused.getAsBoolean();
	}

	/**
	 * Return the future that completes once no connection is open. To be called when no
	 * more connections come.
	 */
	CompletableFuture<Void> whenEmpty() {
		this.last = true;
		signalRoom();
		completeIfEmpty();
		return this.empty;
	}

	/**
	 * Close all connections: whoever reads or writes them gets an exception. A handler
	 * that does not return for that is not waited for.
	 */
	void close() {
		CompletableFuture<Void> unused = this.empty.completeOnTimeout(null, TIME_TO_RETURN.toMillis(),
				TimeUnit.MILLISECONDS);
		this.open.values().forEach(ClientConnection::close);
	}

}

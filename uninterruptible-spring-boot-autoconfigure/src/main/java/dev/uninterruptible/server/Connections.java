package dev.uninterruptible.server;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a server, by the threads that serve them. A connection counts
 * from the moment it is accepted, not from when its thread first runs.
 */
final class Connections {

	/**
	 * How long a handler whose connection was closed may take to return.
	 */
	private static final Duration TIME_TO_RETURN = Duration.ofSeconds(1);

	private final Map<Thread, ClientConnection> open = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> empty = new CompletableFuture<>();

	private final String server;

	private final RequestHandler handler;

	private final ConnectionObserver observer;

	private volatile boolean last;

	Connections(String server, RequestHandler handler, ConnectionObserver observer) {
		this.server = server;
		this.handler = handler;
		this.observer = observer;
	}

	String server() {
		return this.server;
	}

	RequestHandler handler() {
		return this.handler;
	}

	ConnectionObserver observer() {
		return this.observer;
	}

	/**
	 * Serve a connection on a new virtual thread.
	 * @param client the connection
	 */
	void serve(SocketChannel client) {
		ClientConnection connection = new ClientConnection(client, this);
		Thread thread = Thread.ofVirtual().name("uninterruptible-connection").unstarted(connection);
		this.open.put(thread, connection);
		thread.start();
	}

	/**
	 * The calling thread has served its connection.
	 * @param connection the connection
	 * @param failure why the handler failed, if it did
	 */
	void ended(ClientConnection connection, @Nullable Throwable failure) {
		try {
			this.observer.ended(connection, failure);
		}
		finally {
			this.open.remove(Thread.currentThread());
			completeIfEmpty();
		}
	}

	private void completeIfEmpty() {
		if (this.last && this.open.isEmpty()) {
			this.empty.complete(null);
		}
	}

	int count() {
		return this.open.size();
	}

	/**
	 * Return the future that completes once no connection is open. To be called when no
	 * more connections come.
	 */
	CompletableFuture<Void> whenEmpty() {
		this.last = true;
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

package dev.uninterruptible.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of a server. A connection counts from the moment it is accepted,
 * not from when its thread first runs.
 */
final class Connections {

	/**
	 * How long a handler whose connection was closed may take to return.
	 */
	private static final Duration TIME_TO_RETURN = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(Connections.class);

	private static final int MAX_UNREAD = 1 << 16;

	private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Void> empty = new CompletableFuture<>();

	private final RequestHandler handler;

	private volatile boolean last;

	Connections(RequestHandler handler) {
		this.handler = handler;
	}

	/**
	 * Serve a connection on a new virtual thread.
	 * @param client the connection
	 */
	void serve(SocketChannel client) {
		this.open.add(client);
		Thread.ofVirtual().name("uninterruptible-connection").start(() -> handle(client));
	}

	private void handle(SocketChannel client) {
		try (client) {
			call(client);
		}
		catch (IOException ex) {
			logger.debug("A connection could not be closed", ex);
		}
		finally {
			remove(client);
		}
	}

	private void call(SocketChannel client) {
		Socket socket = client.socket();
		try {
			this.handler.handleRequest(socket);
		}
		catch (Throwable ex) {
			if ((ex instanceof IOException || ex instanceof UncheckedIOException) && isGone(client, ex)) {
				logger.debug("The client {} went away", socket.getRemoteSocketAddress(), ex);
			}
			else {
				logger.error("The handler failed to serve the client {}", socket.getRemoteSocketAddress(), ex);
			}
		}
	}

	/**
	 * A handler may have failed at another connection of its own: what counts is whether
	 * this client can still be heard.
	 */
	private static boolean isGone(SocketChannel client, Throwable failure) {
		if (!client.isOpen()) {
			return !(failure instanceof ConnectException);
		}
		try {
			client.configureBlocking(false);
			ByteBuffer unread = ByteBuffer.allocate(MAX_UNREAD);
			int count = client.read(unread);
			while (count > 0 && unread.hasRemaining()) {
				count = client.read(unread);
			}
			return count < 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private void remove(SocketChannel client) {
		this.open.remove(client);
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
		for (SocketChannel client : this.open) {
			try {
				client.close();
			}
			catch (IOException ex) {
				logger.debug("A connection could not be closed", ex);
			}
		}
	}

}

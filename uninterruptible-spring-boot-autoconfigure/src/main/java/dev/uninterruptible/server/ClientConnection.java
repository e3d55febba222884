package dev.uninterruptible.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open connection, and the task of its virtual thread: to have it handled, and to
 * close it whatever happens.
 */
final class ClientConnection implements Connection, ConnectionObserver.HandlerCall, Runnable, Closeable {

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private final Connections owner;

	private final SocketChannel channel;

	private final Socket socket;

	private final long acceptedAt = System.nanoTime();

	ClientConnection(SocketChannel channel, Connections owner) {
		this.channel = channel;
		this.owner = owner;
		this.socket = channel.socket();
	}

	@Override
	public void run() {
		Throwable failure = null;
		try {
			this.owner.observer().accepted(this);
			failure = handle();
		}
		finally {
			close();
			this.owner.ended(this, failure);
		}
	}

	private @Nullable Throwable handle() {
		try {
			this.owner.observer().handle(this, this);
			return null;
		}
		catch (Throwable ex) {
			if (ClientGone.explains(ex, this.channel)) {
				logger.debug("The client {} went away", clientAddress(), ex);
				return null;
			}
			logger.error("The handler failed to serve the client {}", clientAddress(), ex);
			return ex;
		}
	}

	@Override
	public void proceed() throws Exception {
		this.owner.handler().handleRequest(this.socket);
	}

	/**
	 * Close the connection, whatever the handler does: if it reads or writes, it gets an
	 * exception. Does not block, and may be called from any thread.
	 */
	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("A connection could not be closed", ex);
		}
	}

	@Override
	public String server() {
		return this.owner.server();
	}

	@Override
	public @Nullable SocketAddress clientAddress() {
		return this.socket.getRemoteSocketAddress();
	}

	@Override
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.acceptedAt);
	}

}

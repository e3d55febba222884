package dev.uninterruptible.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open connection, and the task of its virtual thread: to shake hands, to have the
 * connection handled, and to close it whatever happens.
 */
final class ClientConnection implements Connection, ConnectionObserver.HandlerCall, Runnable, Closeable {

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private final Connections owner;

	private final Serving serving;

	private final SocketChannel channel;

	private final long acceptedAt = System.nanoTime();

	private volatile Socket socket;

	private volatile boolean givenUp;

	ClientConnection(SocketChannel channel, Connections owner, Serving serving) {
		this.channel = channel;
		this.owner = owner;
		this.serving = serving;
		this.socket = serving.socket(channel);
	}

	@Override
	public void run() {
		try {
			serve();
		}
		catch (Throwable ex) {
			logger.error("An observer failed at the connection of the client {}", client(), ex);
		}
		finally {
			end();
		}
	}

	private void serve() {
		if (!shakeHands()) {
			reject(Rejection.HANDSHAKE);
			return;
		}
		this.owner.counter().accepted();
		this.serving.observer().accepted(this);
		Throwable failure = handle();
		close();
		if (failure != null) {
			this.owner.counter().failed();
		}
		this.serving.observer().ended(this, failure);
	}

	/**
	 * A connection that nobody serves any more must not count, even if closing it throws.
	 */
	private void end() {
		try {
			close();
		}
		finally {
			this.owner.remove(Thread.currentThread());
		}
	}

	/**
	 * Count the connection among those that are not served.
	 */
	void reject(Rejection reason) {
		this.owner.counter().rejected();
		this.serving.observer().rejected(server(), reason);
	}

	private boolean shakeHands() {
		Tls tls = this.serving.tls();
		return tls == null || shakeHands(tls);
	}

	private boolean shakeHands(Tls tls) {
		try {
			SSLSocket encrypted = tls.encrypt(this.socket);
			boolean done = inTime(tls.settings().handshakeTimeout(), encrypted::startHandshake);
			this.socket = encrypted;
			return done;
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The TLS handshake with {} failed", client(), ex);
			return false;
		}
		catch (Error ex) {
			logger.error("The TLS handshake with {} failed", client(), ex);
			return false;
		}
	}

	/**
	 * Only its end stops a read from a client that sends a byte now and then, or a write
	 * to one that does not read: the connection is closed when the time is over.
	 */
	private boolean inTime(Duration timeout, Exchange exchange) throws IOException {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		CompletableFuture<Void> unused = done.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS)
			.thenAccept(this::closeUnless);
		try {
			exchange.run();
			return done.complete(true);
		}
		finally {
			done.complete(true);
		}
	}

	private void closeUnless(boolean done) {
		if (!done) {
			close();
		}
	}

	private @Nullable Throwable handle() {
		try {
			this.serving.observer().handle(this, this);
			closePolitely();
			return null;
		}
		catch (Throwable ex) {
			return failure(ex);
		}
	}

	@Override
	public void proceed() throws Exception {
		Duration idleTimeout = limits().idleTimeout();
		if (idleTimeout != null) {
			this.socket.setSoTimeout(Math.toIntExact(idleTimeout.toMillis()));
		}
		this.serving.handler().handleRequest(this.socket);
	}

	private @Nullable Throwable failure(Throwable ex) {
		HandlerFailure failure = HandlerFailure.of(ex, this.channel, limits().idleTimeout() != null);
		switch (failure) {
			case CLIENT_IDLE -> {
				logger.debug("The client {} sent nothing in time", client(), ex);
				closePolitely();
			}
			case CLIENT_GONE -> logger.debug("The client {} went away", client(), ex);
			case HANDLER_FAILED -> logger.error("The handler failed to serve the client {}", client(), ex);
		}
		return (failure == HandlerFailure.HANDLER_FAILED) ? ex : null;
	}

	/**
	 * With TLS, tell the client that nothing is missing. Not done where the handler
	 * failed, so that the client can tell.
	 */
	private void closePolitely() {
		Tls tls = this.serving.tls();
		if (tls != null && !this.socket.isClosed()) {
			try {
				inTime(tls.settings().handshakeTimeout(), this::sayGoodbye);
			}
			catch (IOException ex) {
				logger.debug("The client {} could not be told of the end of its connection", client(), ex);
			}
		}
	}

	private void sayGoodbye() throws IOException {
		this.socket.setSoTimeout(0);
		this.socket.shutdownOutput();
		this.socket.close();
	}

	/**
	 * Close the connection, whatever its thread does: if it reads or writes, it gets an
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

	/**
	 * Do not wait any longer for a handler whose connection was closed.
	 */
	void giveUp() {
		this.givenUp = true;
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * Return whether the handler should close the connection after the current request.
	 */
	boolean shouldFinish() {
		Duration maxAge = limits().maxAge();
		return this.owner.shouldFinish() || (maxAge != null && age().compareTo(maxAge) > 0);
	}

	private ConnectionLimits limits() {
		return this.serving.settings().limits();
	}

	@Override
	public String server() {
		return this.serving.settings().name();
	}

	/**
	 * Return the client as the log names it. That of a Unix-domain socket has no name but
	 * the server's.
	 */
	private Object client() {
		SocketAddress address = clientAddress();
		return (address instanceof InetSocketAddress) ? address : this.serving.settings().address();
	}

	@Override
	public @Nullable SocketAddress clientAddress() {
		return this.socket.getRemoteSocketAddress();
	}

	@Override
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.acceptedAt);
	}

	/**
	 * A part of the TLS protocol, for which the client is needed.
	 */
	@FunctionalInterface
	private interface Exchange {

		void run() throws IOException;

	}

}

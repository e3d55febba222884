package dev.uninterruptible.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Why a handler threw. It may have failed at another connection of its own: what counts
 * is whether this client can still be heard, and whether it waits to be heard.
 */
enum HandlerFailure {

	/**
	 * The client can be heard no more.
	 */
	CLIENT_GONE,

	/**
	 * The client has sent nothing in time.
	 */
	CLIENT_IDLE,

	/**
	 * Whatever it was, it was not the client.
	 */
	HANDLER_FAILED;

	private static final int MAX_UNREAD = 1 << 16;

	/**
	 * Find out. What the client has sent is lost by that.
	 * @param failure what the handler threw
	 * @param client the connection
	 * @param mayTimeOut whether a read from the client times out
	 */
	static HandlerFailure of(Throwable failure, SocketChannel client, boolean mayTimeOut) {
		Throwable cause = (failure instanceof UncheckedIOException) ? failure.getCause() : failure;
		if (!(cause instanceof IOException)) {
			return HANDLER_FAILED;
		}
		if (!client.isOpen()) {
			return (cause instanceof ConnectException) ? HANDLER_FAILED : CLIENT_GONE;
		}
		try {
			client.configureBlocking(false);
			int unread = drain(client);
			client.configureBlocking(true);
			if (unread < 0) {
				return CLIENT_GONE;
			}
			return (mayTimeOut && unread == 0 && cause instanceof SocketTimeoutException) ? CLIENT_IDLE
					: HANDLER_FAILED;
		}
		catch (IOException ex) {
			return CLIENT_GONE;
		}
	}

	/**
	 * Read what has arrived.
	 * @return how much it was, or -1 if the client will send no more
	 */
	private static int drain(SocketChannel client) throws IOException {
		ByteBuffer unread = ByteBuffer.allocate(MAX_UNREAD);
		int count = client.read(unread);
		while (count > 0 && unread.hasRemaining()) {
			count = client.read(unread);
		}
		return (count < 0) ? count : unread.position();
	}

}

package dev.uninterruptible.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Tells a handler that failed from a client that went away. A handler may have failed at
 * another connection of its own: what counts is whether this client can still be heard.
 */
final class ClientGone {

	private static final int MAX_UNREAD = 1 << 16;

	private ClientGone() {
	}

	/**
	 * Return whether a handler's failure is but its client's absence. The connection is
	 * of no use after that.
	 */
	static boolean explains(Throwable failure, SocketChannel client) {
		return (failure instanceof IOException || failure instanceof UncheckedIOException) && isGone(client, failure);
	}

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

}

package dev.uninterruptible.testing.load;

import java.io.IOException;
import java.io.UncheckedIOException;

import dev.uninterruptible.testing.client.HttpConnection;
import dev.uninterruptible.testing.client.HttpTarget;
import org.jspecify.annotations.Nullable;

/**
 * Keeps its connection from one exchange to the next, until the server has announced that
 * it closes it, or something has failed.
 */
final class KeepAliveClient implements Client {

	private final HttpTarget target;

	private final int bytesPerSecond;

	private final Exchange exchange;

	private @Nullable HttpConnection connection;

	KeepAliveClient(HttpTarget target, Exchange exchange) {
		this(target, Integer.MAX_VALUE, exchange);
	}

	KeepAliveClient(HttpTarget target, int bytesPerSecond, Exchange exchange) {
		this.target = target;
		this.bytesPerSecond = bytesPerSecond;
		this.exchange = exchange;
	}

	@Override
	public void exchange(String name) throws IOException {
		HttpConnection open = this.connection;
		if (open == null) {
			open = new HttpConnection(this.target, HttpTarget.TIMEOUT, this.bytesPerSecond);
			this.connection = open;
		}
		boolean goesOn = false;
		try {
			this.exchange.on(open, name);
			goesOn = !open.isClosing();
		}
		finally {
			if (!goesOn) {
				close();
			}
		}
	}

	@Override
	public void close() {
		try {
			if (this.connection != null) {
				this.connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.connection = null;
		}
	}

	/**
	 * What is done on an open connection.
	 */
	@FunctionalInterface
	interface Exchange {

		void on(HttpConnection connection, String name) throws IOException;

	}

}

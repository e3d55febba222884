package dev.uninterruptible.testing.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.client.WebSocketConnection;

/**
 * Opens a WebSocket for five seconds, on which each message is echoed, up to a proper
 * close.
 *
 * @param target the server
 */
record WebSocketClient(HttpTarget target) implements Client {

	private static final int MESSAGES = 50;

	private static final Duration INTERVAL = Duration.ofMillis(100);

	@Override
	public void exchange(String name) throws IOException {
		try (WebSocketConnection socket = new WebSocketConnection(this.target)) {
			for (int i = 0; i < MESSAGES; i++) {
				socket.echo(name + " message " + i);
				LockSupport.parkNanos(INTERVAL.toNanos());
			}
			socket.closeProperly();
		}
	}

}

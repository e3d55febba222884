package dev.uninterruptible.testing.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.client.EchoConnection;

/**
 * Clients of the echo server that stay connected for seconds before they send anything.
 */
public final class LongLivedLoad extends Load {

	private static final Duration LONGEST = Duration.ofSeconds(12);

	/**
	 * Creates the load.
	 * @param clients how many clients
	 * @param port where to
	 */
	public LongLivedLoad(int clients, int port) {
		super(clients, () -> (name) -> connect(port, name));
	}

	private static void connect(int port, String name) throws IOException {
		try (EchoConnection connection = new EchoConnection(port)) {
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST.toNanos()));
			connection.exchange(name);
		}
	}

}

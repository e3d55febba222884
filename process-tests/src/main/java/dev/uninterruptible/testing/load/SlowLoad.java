package dev.uninterruptible.testing.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.client.EchoConnection;

/**
 * Clients of the echo server that send their line in bits.
 */
public final class SlowLoad extends Load {

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

	private static final int BIT = 5;

	/**
	 * Creates the load.
	 * @param clients how many clients
	 * @param port where to
	 */
	public SlowLoad(int clients, int port) {
		super(clients, () -> (name) -> connect(port, name));
	}

	private static void connect(int port, String name) throws IOException {
		try (EchoConnection connection = new EchoConnection(port)) {
			for (int i = 0; i < name.length(); i += BIT) {
				connection.write(name.substring(i, Math.min(i + BIT, name.length())));
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos()));
			}
			connection.write("\n");
			connection.expect(name);
		}
	}

}

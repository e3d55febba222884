package dev.uninterruptible.testing.load;

import dev.uninterruptible.testing.client.EchoConnection;

/**
 * Clients of the echo server: each connection sends a line that no other sends, and reads
 * it back up to the connection's end.
 */
public final class EchoLoad extends Load {

	/**
	 * Creates the load.
	 * @param clients how many clients
	 * @param port where to
	 */
	public EchoLoad(int clients, int port) {
		super(clients, () -> (name) -> {
			try (EchoConnection connection = new EchoConnection(port)) {
				connection.exchange(name);
			}
		});
	}

}

package dev.uninterruptible.sample;

import java.io.IOException;

/**
 * Clients of the echo server: each connection sends a line that no other sends, and reads
 * it back up to the connection's end.
 */
final class EchoLoad extends Load {

	private final int port;

	EchoLoad(int clients, int port) {
		super(clients);
		this.port = port;
	}

	@Override
	void connect(String name) throws IOException {
		try (EchoConnection connection = new EchoConnection(this.port)) {
			connection.exchange(name);
		}
	}

}

package dev.uninterruptible.sample;

import java.io.IOException;
import java.time.Duration;

/**
 * Clients of the web server: each request for the health takes a connection of its own.
 */
final class HttpLoad extends Load {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final int port;

	HttpLoad(int clients, int port) {
		super(clients);
		this.port = port;
	}

	@Override
	void connect(String name) throws IOException {
		HttpReply reply = HttpReply.get(this.port, "/actuator/health", TIMEOUT);
		if (reply.status() != 200 || !reply.body().contains("\"status\":\"UP\"")) {
			throw new WrongAnswerException(name + " got " + reply);
		}
	}

}

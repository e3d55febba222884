package dev.uninterruptible.sample;

import java.time.Duration;

/**
 * Clients of the web server: each request for the health takes a connection of its own.
 */
final class HttpLoad extends Load {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	HttpLoad(int clients, int port) {
		super(clients, () -> (name) -> {
			HttpReply reply = HttpReply.get(port, "/actuator/health", TIMEOUT);
			if (reply.status() != 200 || !reply.body().contains("\"status\":\"UP\"")) {
				throw new WrongAnswerException(name + " got " + reply);
			}
		});
	}

}

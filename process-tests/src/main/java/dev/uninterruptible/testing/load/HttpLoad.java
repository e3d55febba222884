package dev.uninterruptible.testing.load;

import java.time.Duration;

import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.client.HttpReply;

/**
 * Clients of the web server: each request for the health takes a connection of its own.
 */
public final class HttpLoad extends Load {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	/**
	 * Creates the load.
	 * @param clients how many clients
	 * @param port where to
	 */
	public HttpLoad(int clients, int port) {
		super(clients, () -> (name) -> {
			HttpReply reply = HttpReply.get(port, "/actuator/health", TIMEOUT);
			if (reply.status() != 200 || !reply.body().contains("\"status\":\"UP\"")) {
				throw new WrongAnswerException(name + " got " + reply);
			}
		});
	}

}

package dev.uninterruptible.testing.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A load balancer that asks whether a server is ready, again and again over the same
 * connection.
 */
public final class HealthCheck implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private final HttpConnection connection;

	/**
	 * Opens the connection, and asks for the first time.
	 * @param port the port of the actuator
	 * @throws IOException if there is no answer
	 */
	public HealthCheck(int port) throws IOException {
		this.connection = new HttpConnection(HttpTarget.plain(port), HttpTarget.TIMEOUT);
		status();
	}

	/**
	 * Asks once.
	 * @return the status code
	 * @throws IOException if there is no answer
	 */
	public int status() throws IOException {
		return this.connection.exchange("GET", "/actuator/health/readiness").status();
	}

	/**
	 * Asks until the process says that it is about to close the connection.
	 * @return all answers
	 * @throws IOException if there is none
	 */
	public List<Integer> statusesUntilTheEnd() throws IOException {
		List<Integer> statuses = new ArrayList<>();
		while (!this.connection.isClosing()) {
			LockSupport.parkNanos(INTERVAL.toNanos());
			statuses.add(status());
		}
		return statuses;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}

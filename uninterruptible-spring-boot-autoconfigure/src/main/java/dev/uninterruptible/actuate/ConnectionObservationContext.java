package dev.uninterruptible.actuate;

import dev.uninterruptible.server.Connection;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * What is known of a connection that is observed. Nothing of a trace is taken from the
 * client: a connection begins a trace of its own.
 */
public final class ConnectionObservationContext extends ReceiverContext<Connection> {

	private final Connection connection;

	/**
	 * Create a context.
	 * @param connection the connection
	 */
	public ConnectionObservationContext(Connection connection) {
		super((carrier, key) -> null, Kind.SERVER);
		this.connection = connection;
		setCarrier(connection);
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public Connection getConnection() {
		return this.connection;
	}

}

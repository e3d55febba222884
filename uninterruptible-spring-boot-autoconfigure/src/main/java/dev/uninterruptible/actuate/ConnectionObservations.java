package dev.uninterruptible.actuate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.uninterruptible.server.Connection;
import dev.uninterruptible.server.ConnectionObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each connection. Its scope is that of the virtual thread that serves the
 * connection, from before the handler is called until what it threw has been logged.
 */
public class ConnectionObservations implements ConnectionObserver {

	private static final ConnectionObservationConvention DEFAULT = new DefaultConnectionObservationConvention();

	private final Map<Connection, Observation.Scope> open = new ConcurrentHashMap<>();

	private final ObservationRegistry registry;

	private final @Nullable ConnectionObservationConvention convention;

	/**
	 * Create an observer.
	 * @param registry where connections are observed
	 * @param convention how observations are named, {@code null} for the default
	 */
	public ConnectionObservations(ObservationRegistry registry, @Nullable ConnectionObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public void accepted(Connection connection) {
		Observation observation = Observation.createNotStarted(this.convention, DEFAULT,
				() -> new ConnectionObservationContext(connection), this.registry);
		if (!observation.isNoop()) {
			this.open.put(connection, observation.start().openScope());
		}
	}

	@Override
	public void ended(Connection connection, @Nullable Throwable failure) {
		Observation.Scope scope = this.open.remove(connection);
		if (scope != null) {
			Observation observation = scope.getCurrentObservation();
			if (failure != null) {
				observation.error(failure);
			}
			scope.close();
			observation.stop();
		}
	}

}

package dev.uninterruptible.actuate;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.uninterruptible.restart.ListenerStatus;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.server.Connection;
import dev.uninterruptible.server.ConnectionObserver;
import dev.uninterruptible.server.Rejection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Metrics of the connections of all servers, tagged by {@code server}: the name of a
 * {@code SocketServer}, or the listener of a web server, of which only the open
 * connections are known.
 */
public class ConnectionMetrics implements ConnectionObserver, ApplicationListener<ContextRefreshedEvent> {

	static final String PREFIX = "uninterruptible.connections.";

	static final String SERVER = "server";

	private static final String SOCKET_SERVER = "server.";

	private final Set<String> registered = ConcurrentHashMap.newKeySet();

	private final Map<String, ServerMeters> servers = new ConcurrentHashMap<>();

	private final MeterRegistry meters;

	private final RestartCoordinator coordinator;

	/**
	 * Create the metrics.
	 * @param meters where they are registered
	 * @param coordinator knows the listeners and how many connections are open
	 */
	public ConnectionMetrics(MeterRegistry meters, RestartCoordinator coordinator) {
		this.meters = meters;
		this.coordinator = coordinator;
	}

	/**
	 * Return a filter that denies the meters that Micrometer would make of
	 * {@link ConnectionObservations}, which would measure the same again.
	 * @return the filter
	 */
	public static MeterFilter withoutThoseOfObservations() {
		Set<String> denied = Set.of(ConnectionObservationConvention.NAME,
				ConnectionObservationConvention.NAME + ".active");
		return MeterFilter.deny((id) -> denied.contains(id.getName()));
	}

	/**
	 * Register the meters of all servers, which listen by now, so that they are seen
	 * before the first connection. A management context of its own is refreshed later,
	 * and listens then.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		this.coordinator.status()
			.listeners()
			.stream()
			.map(ListenerStatus::name)
			.filter(this.registered::add)
			.forEach(this::register);
	}

	private void register(String listener) {
		boolean socketServer = listener.startsWith(SOCKET_SERVER);
		String server = socketServer ? listener.substring(SOCKET_SERVER.length()) : listener;
		Gauge.builder(PREFIX + "active", this.coordinator, (source) -> source.activeConnections(listener))
			.tag(SERVER, server)
			.description("Connections that are open")
			.register(this.meters);
		if (socketServer) {
			of(server);
		}
	}

	private ServerMeters of(String server) {
		return this.servers.computeIfAbsent(server, (name) -> new ServerMeters(this.meters, name));
	}

	@Override
	public void accepted(Connection connection) {
		of(connection.server()).accepted();
	}

	@Override
	public void rejected(String server, Rejection reason) {
		of(server).rejected(reason);
	}

	@Override
	public void ended(Connection connection, @Nullable Throwable failure) {
		of(connection.server()).ended(connection.age(), failure);
	}

}

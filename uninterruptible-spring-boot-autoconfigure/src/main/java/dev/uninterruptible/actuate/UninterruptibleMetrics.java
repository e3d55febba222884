package dev.uninterruptible.actuate;

import dev.uninterruptible.restart.RestartCoordinator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of this process.
 */
public class UninterruptibleMetrics implements MeterBinder {

	private final RestartCoordinator coordinator;

	/**
	 * Create the metrics.
	 * @param coordinator what they measure
	 */
	public UninterruptibleMetrics(RestartCoordinator coordinator) {
		this.coordinator = coordinator;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("uninterruptible.generation", this.coordinator, (source) -> source.status().generation())
			.description("1 for the first process, one more for each successor")
			.register(registry);
		Gauge
			.builder("uninterruptible.connections.active", this.coordinator,
					(source) -> source.status().activeConnections())
			.description("Open connections of the socket server and the web servers")
			.baseUnit("connections")
			.register(registry);
	}

}

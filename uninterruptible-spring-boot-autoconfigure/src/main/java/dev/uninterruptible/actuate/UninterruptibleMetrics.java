package dev.uninterruptible.actuate;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import dev.uninterruptible.restart.DrainingStatus;
import dev.uninterruptible.restart.ProcessStatus;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartPhase;
import dev.uninterruptible.restart.RestartStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of this process and of its restarts. They are read when somebody asks for them.
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
		gauge(registry, "uninterruptible.generation", ProcessStatus::generation,
				"1 for the first process, one more for each successor");
		gauge(registry, "uninterruptible.draining", (status) -> status.draining().size(),
				"Processes that served before this one and still finish their connections");
		gauge(registry, "uninterruptible.draining.connections", UninterruptibleMetrics::drainingConnections,
				"Open connections of the processes that served before this one");
		restarts(registry, "succeeded", RestartStatistics::succeeded);
		restarts(registry, "failed", RestartStatistics::failed);
		restarts(registry, "rolled_back", RestartStatistics::rolledBack);
		restarts(registry, "refused", RestartStatistics::refused);
		for (RestartPhase phase : RestartPhase.values()) {
			duration(registry, phase);
		}
	}

	private void gauge(MeterRegistry registry, String name, ToDoubleFunction<ProcessStatus> value, String description) {
		Gauge.builder(name, this.coordinator, (source) -> value.applyAsDouble(source.status()))
			.description(description)
			.register(registry);
	}

	private static int drainingConnections(ProcessStatus status) {
		return status.draining()
			.stream()
			.map(DrainingStatus::activeConnections)
			.filter(Objects::nonNull)
			.mapToInt(Integer::intValue)
			.sum();
	}

	private void restarts(MeterRegistry registry, String outcome, ToLongFunction<RestartStatistics> count) {
		FunctionCounter
			.builder("uninterruptible.restarts", this.coordinator,
					(source) -> count.applyAsLong(source.status().restarts()))
			.tag("outcome", outcome)
			.description("Restarts that were asked for")
			.register(registry);
	}

	private void duration(MeterRegistry registry, RestartPhase phase) {
		FunctionTimer
			.builder("uninterruptible.restart.duration", this.coordinator, (source) -> count(source, phase),
					(source) -> duration(source, phase).toNanos(), TimeUnit.NANOSECONDS)
			.tag("phase", phase.name().toLowerCase(Locale.ROOT))
			.description("How long the restart took that started this process")
			.register(registry);
	}

	private static long count(RestartCoordinator coordinator, RestartPhase phase) {
		return coordinator.status().restarts().phases().containsKey(phase) ? 1 : 0;
	}

	private static Duration duration(RestartCoordinator coordinator, RestartPhase phase) {
		return coordinator.status().restarts().duration(phase);
	}

}

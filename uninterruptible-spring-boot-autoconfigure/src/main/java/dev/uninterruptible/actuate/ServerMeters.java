package dev.uninterruptible.actuate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.uninterruptible.server.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one server that its connections change.
 */
final class ServerMeters {

	private final MeterRegistry meters;

	private final String server;

	private final Counter accepted;

	private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);

	private final Timer duration;

	ServerMeters(MeterRegistry meters, String server) {
		this.meters = meters;
		this.server = server;
		this.accepted = counter("accepted", "Connections that reached the handler").register(meters);
		for (Rejection reason : Rejection.values()) {
			this.rejected.put(reason,
					counter("rejected", "Connections that were closed before they reached the handler")
						.tag("reason", reason.name().toLowerCase(Locale.ROOT))
						.register(meters));
		}
		this.duration = Timer.builder(ConnectionMetrics.PREFIX + "duration")
			.tag(ConnectionMetrics.SERVER, server)
			.description("How long connections were open, from the accept to the end")
			.register(meters);
	}

	private Counter.Builder counter(String name, String description) {
		return Counter.builder(ConnectionMetrics.PREFIX + name)
			.tag(ConnectionMetrics.SERVER, this.server)
			.description(description);
	}

	void accepted() {
		this.accepted.increment();
	}

	void rejected(Rejection reason) {
		Counter counter = this.rejected.get(reason);
		if (counter != null) {
			counter.increment();
		}
	}

	void ended(Duration age, @Nullable Throwable failure) {
		this.duration.record(age);
		if (failure != null) {
			counter("errors", "Connections that the handler failed to serve").tag("exception", name(failure))
				.register(this.meters)
				.increment();
		}
	}

	private static String name(Throwable failure) {
		String name = failure.getClass().getSimpleName();
		return name.isEmpty() ? failure.getClass().getName() : name;
	}

}

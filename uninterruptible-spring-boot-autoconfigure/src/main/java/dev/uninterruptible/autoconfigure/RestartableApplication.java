package dev.uninterruptible.autoconfigure;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.RestartVeto;
import dev.uninterruptible.restart.Application;
import dev.uninterruptible.restart.HealthProbe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application context as restarts see it.
 */
class RestartableApplication implements Application {

	private static final Logger logger = LoggerFactory.getLogger(RestartableApplication.class);

	private static final int DEEPEST = 20;

	private static final String EXIT = "uninterruptible-exit";

	private final ConfigurableApplicationContext context;

	RestartableApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public @Nullable String failure() {
		return this.context.getBeanProvider(HealthProbe.class)
			.orderedStream()
			.map(HealthProbe::failure)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public @Nullable String veto() {
		return this.context.getBeanProvider(RestartVeto.class)
			.orderedStream()
			.map(RestartVeto::reason)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public void hear(RestartEvent event) {
		this.context.publishEvent(event);
	}

	@Override
	public void refuseTraffic() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
	}

	/**
	 * The thread is no daemon: else the JVM would end, with status 0, as soon as the
	 * servers' threads have. The process ends even if closing the context fails. One that
	 * was not refreshed has no exit codes to ask for; Spring Boot's shutdown hook ends
	 * it.
	 */
	@Override
	public void exit(int status) {
		Thread.ofPlatform().daemon(false).name(EXIT).start(() -> {
			try {
				if (this.context.isActive()) {
					SpringApplication.exit(this.context, () -> status);
				}
			}
			finally {
				System.exit(status);
			}
		});
	}

	/**
	 * The log may be closed by now, so the same goes to the standard error stream.
	 */
	@Override
	public void tellWhatHangs(Duration timeout) {
		String report = "The process is ended: it did not exit in %s ms ('uninterruptible.exit-timeout'). What hangs:%s"
			.formatted(timeout.toMillis(), hanging());
		logger.error(report);
		System.err.println(report);
	}

	/**
	 * Return the stacks of the threads that the end of a process waits for: the one that
	 * closes the application context, and the JVM's shutdown hooks, which are no daemons.
	 */
	private static String hanging() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> !thread.getKey().isDaemon() && thread.getValue().length > 0)
			.filter((thread) -> !thread.getKey().getName().startsWith("uninterruptible-accept"))
			.map((thread) -> "%n  %s%n    at %s".formatted(thread.getKey().getName(),
					String.join("%n    at ".formatted(),
							Stream.of(thread.getValue()).limit(DEEPEST).map(Object::toString).toList())))
			.collect(Collectors.joining());
	}

}

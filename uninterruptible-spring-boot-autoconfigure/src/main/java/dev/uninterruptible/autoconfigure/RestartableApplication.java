package dev.uninterruptible.autoconfigure;

import java.util.Objects;

import dev.uninterruptible.RestartCommittedEvent;
import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.RestartFailedEvent;
import dev.uninterruptible.RestartHandedOffEvent;
import dev.uninterruptible.RestartRequestedEvent;
import dev.uninterruptible.RestartRolledBackEvent;
import dev.uninterruptible.RestartVeto;
import dev.uninterruptible.restart.Application;
import dev.uninterruptible.restart.HealthProbe;
import dev.uninterruptible.restart.RestartProgress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application context as restarts see it.
 */
class RestartableApplication implements Application {

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
		try {
			return this.context.getBeanProvider(RestartVeto.class)
				.orderedStream()
				.map(RestartVeto::reason)
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
		}
		catch (RuntimeException ex) {
			return "a veto failed with " + ex;
		}
	}

	@Override
	public void hear(RestartProgress progress) {
		this.context.publishEvent(event(progress));
	}

	private RestartEvent event(RestartProgress progress) {
		return switch (progress) {
			case RestartProgress.Requested requested -> new RestartRequestedEvent(this.context, requested.trigger());
			case RestartProgress.HandedOff handedOff -> new RestartHandedOffEvent(this.context, handedOff.pid());
			case RestartProgress.Committed committed -> new RestartCommittedEvent(this.context, committed.pid());
			case RestartProgress.RolledBack rolledBack -> new RestartRolledBackEvent(this.context, rolledBack.reason());
			case RestartProgress.Failed failed -> new RestartFailedEvent(this.context, failed.reason());
		};
	}

	@Override
	public void refuseTraffic() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
	}

	/**
	 * The thread is no daemon: else the JVM would end, with status 0, as soon as the
	 * servers' threads have. The process ends even if closing the context fails.
	 */
	@Override
	public void exit(int status) {
		Thread.ofPlatform().daemon(false).name("uninterruptible-exit").start(() -> {
			try {
				SpringApplication.exit(this.context, () -> status);
			}
			finally {
				System.exit(status);
			}
		});
	}

}

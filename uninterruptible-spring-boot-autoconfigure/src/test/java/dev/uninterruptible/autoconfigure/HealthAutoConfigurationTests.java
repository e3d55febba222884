package dev.uninterruptible.autoconfigure;

import java.util.Objects;

import dev.uninterruptible.actuate.ReadinessHealthProbe;
import dev.uninterruptible.actuate.UninterruptibleHealthIndicator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the health of {@link UninterruptibleEndpointAutoConfiguration}.
 */
class HealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(UninterruptibleAutoConfiguration.class,
				UninterruptibleEndpointAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class))
		.withPropertyValues("management.endpoint.health.probes.enabled=true",
				"management.endpoints.web.exposure.include=health", "spring.main.cloud-platform=none",
				"management.endpoint.health.show-details=always");

	@Test
	void processContributesToTheHealth() {
		this.runner.run((context) -> {
			assertThat(status(context, "uninterruptible")).isEqualTo(Status.UP);
		});
	}

	@Test
	void contributorCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.uninterruptible.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(UninterruptibleHealthIndicator.class)
				.hasSingleBean(ReadinessHealthProbe.class));
	}

	@Test
	void thereIsNoContributorWithoutHealth() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(UninterruptibleHealthIndicator.class));
	}

	@Test
	void readinessFollowsAProcessThatAcceptsNoMore() {
		this.runner.run((context) -> {
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(status(context, "readiness")).isEqualTo(Status.UP);
			new RestartableApplication(context.getSourceApplicationContext(ConfigurableApplicationContext.class))
				.refuseTraffic();
			assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	private static Status status(ApplicationContext context, String path) {
		HealthDescriptor health = context.getBean(HealthEndpoint.class).healthForPath(path);
		return Objects.requireNonNull(health).getStatus();
	}

}

package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.actuate.ReadinessHealthProbe;
import dev.uninterruptible.actuate.UninterruptibleEndpoint;
import dev.uninterruptible.actuate.UninterruptibleEndpointJmxExtension;
import dev.uninterruptible.actuate.UninterruptibleEndpointWebExtension;
import dev.uninterruptible.actuate.UninterruptibleHealthIndicator;
import dev.uninterruptible.actuate.UninterruptibleMetrics;
import dev.uninterruptible.restart.RestartCoordinator;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the actuator endpoint, the health and the metrics.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnBean(RestartCoordinator.class)
public final class UninterruptibleEndpointAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(UninterruptibleEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		UninterruptibleEndpoint uninterruptibleEndpoint(RestartCoordinator coordinator) {
			return new UninterruptibleEndpoint(coordinator);
		}

		@Bean
		UninterruptibleEndpointWebExtension uninterruptibleEndpointWebExtension(RestartCoordinator coordinator) {
			return new UninterruptibleEndpointWebExtension(coordinator);
		}

		@Bean
		UninterruptibleEndpointJmxExtension uninterruptibleEndpointJmxExtension(RestartCoordinator coordinator) {
			return new UninterruptibleEndpointJmxExtension(coordinator);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpoint.class)
	@ConditionalOnBean(HealthEndpoint.class)
	static class HealthConfiguration {

		@Bean
		ReadinessHealthProbe uninterruptibleReadinessHealthProbe(HealthEndpoint health) {
			return new ReadinessHealthProbe(health);
		}

		@Bean
		@ConditionalOnEnabledHealthIndicator("uninterruptible")
		UninterruptibleHealthIndicator uninterruptibleHealthIndicator(RestartCoordinator coordinator) {
			return new UninterruptibleHealthIndicator(coordinator);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		UninterruptibleMetrics uninterruptibleMetrics(RestartCoordinator coordinator) {
			return new UninterruptibleMetrics(coordinator);
		}

	}

}

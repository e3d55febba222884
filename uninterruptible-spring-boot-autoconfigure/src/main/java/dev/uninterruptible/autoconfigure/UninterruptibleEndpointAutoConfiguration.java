package dev.uninterruptible.autoconfigure;

import java.util.List;

import dev.uninterruptible.actuate.ConnectionMetrics;
import dev.uninterruptible.actuate.ConnectionObservationConvention;
import dev.uninterruptible.actuate.ConnectionObservations;
import dev.uninterruptible.actuate.ReadinessHealthProbe;
import dev.uninterruptible.actuate.UninterruptibleEndpoint;
import dev.uninterruptible.actuate.UninterruptibleEndpointJmxExtension;
import dev.uninterruptible.actuate.UninterruptibleEndpointWebExtension;
import dev.uninterruptible.actuate.UninterruptibleHealthIndicator;
import dev.uninterruptible.actuate.UninterruptibleMetrics;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.server.ConnectionObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of the actuator endpoint, the health, the metrics and the
 * observations.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class,
		afterName = { "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
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
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnWebApplication
	@ConditionalOnMissingClass("org.springframework.security.web.SecurityFilterChain")
	@ConditionalOnAvailableEndpoint(endpoint = UninterruptibleEndpoint.class, exposure = EndpointExposure.WEB)
	static class UnprotectedConfiguration {

		@Bean
		UnprotectedEndpoint uninterruptibleUnprotectedEndpoint(EndpointAccessResolver access, Environment environment) {
			return new UnprotectedEndpoint(access, environment);
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

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		@Order(Ordered.HIGHEST_PRECEDENCE + 10)
		ConnectionMetrics uninterruptibleConnectionMetrics(MeterRegistry meters, RestartCoordinator coordinator) {
			return new ConnectionMetrics(meters, coordinator);
		}

		@Bean
		MeterFilter uninterruptibleConnectionObservationMeterFilter() {
			return ConnectionMetrics.withoutThoseOfObservations();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		private static final boolean METERS = ClassUtils.isPresent(
				"io.micrometer.core.instrument.observation.MeterObservationHandler",
				UninterruptibleEndpointAutoConfiguration.class.getClassLoader());

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 20)
		ConnectionObserver uninterruptibleConnectionObservations(ObservationRegistry observations,
				ObjectProvider<ConnectionObservationConvention> convention,
				ObjectProvider<ObservationHandler<?>> handlers) {
			ConnectionObservationConvention named = convention.getIfAvailable();
			return (named == null && areAllForMeters(handlers.stream().toList())) ? ConnectionObserver.NONE
					: new ConnectionObservations(observations, named);
		}

		/**
		 * They would make meters only, which are denied.
		 */
		private static boolean areAllForMeters(List<ObservationHandler<?>> handlers) {
			return METERS && !handlers.isEmpty()
					&& handlers.stream().allMatch((handler) -> handler instanceof MeterObservationHandler);
		}

	}

}

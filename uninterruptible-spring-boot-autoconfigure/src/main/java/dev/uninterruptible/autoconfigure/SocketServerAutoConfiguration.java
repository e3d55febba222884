package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.ConnectionObserver;
import dev.uninterruptible.server.MdcConnectionObserver;
import dev.uninterruptible.server.SocketServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of a {@link SocketServer} for each server that is configured, unless
 * the application has one of its own.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class)
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnMissingBean(SocketServer.class)
@Import(SocketServerRegistrar.class)
public final class SocketServerAutoConfiguration {

	@Bean(SocketServerRegistrar.FACTORY)
	SocketServerFactory uninterruptibleSocketServerFactory(UninterruptibleProperties properties,
			ValidatedSettings settings, ConfigurableListableBeanFactory beans, ListenerRegistry listeners,
			ObjectProvider<ConnectionObserver> observers, ObjectProvider<SslBundles> bundles) {
		return new SocketServerFactory(settings, new RequestHandlers(beans, properties.getServers()), listeners,
				ConnectionObserver.of(observers.orderedStream().toList()), bundles.getIfAvailable());
	}

	@Bean
	SocketServerPorts uninterruptibleSocketServerPorts(ListenerRegistry listeners,
			ConfigurableEnvironment environment) {
		return new SocketServerPorts(listeners, environment);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MdcConnectionObserver uninterruptibleMdcConnectionObserver() {
		return new MdcConnectionObserver();
	}

}

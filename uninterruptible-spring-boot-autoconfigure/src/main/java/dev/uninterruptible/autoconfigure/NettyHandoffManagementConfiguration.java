package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.netty.NettyListenerCustomizer;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Hands over a management port of its own, whose Reactor Netty lives in a child context
 * that the customizers of its parent do not reach.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
class NettyHandoffManagementConfiguration {

	@Bean
	NettyListenerCustomizer uninterruptibleNettyListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings, ObjectProvider<ReactorResourceFactory> resources) {
		return new NettyListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout(),
				resources.getIfAvailable(ReactorResourceFactory::new));
	}

}

package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.netty.NettyListenerCustomizer;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Auto-configuration that hands over the main port of an embedded Reactor Netty.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class)
@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
public final class NettyHandoffAutoConfiguration {

	@Bean
	NettyListenerCustomizer uninterruptibleNettyListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings, ObjectProvider<ReactorResourceFactory> resources) {
		return new NettyListenerCustomizer(listeners, ListenerNames.WEB, settings.drainIdleTimeout(),
				resources.getIfAvailable(ReactorResourceFactory::new));
	}

}

package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.jetty.JettyListenerCustomizer;
import dev.uninterruptible.web.netty.NettyListenerCustomizer;
import dev.uninterruptible.web.tomcat.TomcatListenerCustomizer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Hands over a management port of its own, whose web server lives in a child context that
 * the customizers of its parent do not reach.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
class WebHandoffManagementConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatHandoff {

		@Bean
		TomcatListenerCustomizer uninterruptibleTomcatListenerCustomizer(ListenerRegistry listeners,
				ValidatedSettings settings) {
			return new TomcatListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
	static class JettyHandoff {

		@Bean
		JettyListenerCustomizer uninterruptibleJettyListenerCustomizer(ListenerRegistry listeners,
				ValidatedSettings settings) {
			return new JettyListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class NettyHandoff {

		@Bean
		NettyListenerCustomizer uninterruptibleNettyListenerCustomizer(ListenerRegistry listeners,
				ValidatedSettings settings, ObjectProvider<ReactorResourceFactory> resources) {
			return new NettyListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout(),
					resources.getIfAvailable(ReactorResourceFactory::new));
		}

	}

}

package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.jetty.JettyListenerCustomizer;
import org.eclipse.jetty.server.Server;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Hands over a management port of its own, whose Jetty lives in a child context that the
 * customizers of its parent do not reach.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
class JettyHandoffManagementConfiguration {

	@Bean
	JettyListenerCustomizer uninterruptibleJettyListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings) {
		return new JettyListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout());
	}

}

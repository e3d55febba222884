package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.jetty.JettyListenerCustomizer;
import org.eclipse.jetty.server.Server;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that hands over the main port of an embedded Jetty.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class)
@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
public final class JettyHandoffAutoConfiguration {

	@Bean
	JettyListenerCustomizer uninterruptibleJettyListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings) {
		return new JettyListenerCustomizer(listeners, ListenerNames.WEB, settings.drainIdleTimeout());
	}

}

package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.tomcat.TomcatListenerCustomizer;
import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that hands over the main port of an embedded Tomcat.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class)
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
public final class TomcatHandoffAutoConfiguration {

	@Bean
	TomcatListenerCustomizer uninterruptibleTomcatListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings) {
		return new TomcatListenerCustomizer(listeners, ListenerNames.WEB, settings.drainIdleTimeout());
	}

}

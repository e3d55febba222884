package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.tomcat.TomcatListenerCustomizer;
import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Hands over a management port of its own, whose Tomcat lives in a child context that the
 * customizers of its parent do not reach.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
@ConditionalOnBean(ListenerRegistry.class)
@ConditionalOnBooleanProperty(name = "uninterruptible.web.enabled", matchIfMissing = true)
class TomcatHandoffManagementConfiguration {

	@Bean
	TomcatListenerCustomizer uninterruptibleTomcatListenerCustomizer(ListenerRegistry listeners,
			ValidatedSettings settings) {
		return new TomcatListenerCustomizer(listeners, ListenerNames.MANAGEMENT, settings.drainIdleTimeout());
	}

}

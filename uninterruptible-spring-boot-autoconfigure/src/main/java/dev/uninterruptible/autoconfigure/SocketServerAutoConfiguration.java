package dev.uninterruptible.autoconfigure;

import java.util.Arrays;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.SocketServer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the {@link SocketServer}, for an application that has a
 * {@link RequestHandler} or a port for one.
 */
@AutoConfiguration(after = UninterruptibleAutoConfiguration.class)
@ConditionalOnBean(ListenerRegistry.class)
@Conditional(SocketServerAutoConfiguration.HandlerOrPort.class)
public final class SocketServerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SocketServer uninterruptibleSocketServer(ValidatedSettings settings, ObjectProvider<RequestHandler> handlers,
			ListableBeanFactory beans, ListenerRegistry listeners) {
		return new SocketServer(ListenerNames.SERVER, settings.bindAddress(), settings.backlog(),
				handler(handlers, beans), listeners);
	}

	private static RequestHandler handler(ObjectProvider<RequestHandler> handlers, ListableBeanFactory beans) {
		try {
			RequestHandler handler = handlers.getIfAvailable();
			if (handler == null) {
				throw new ConfigurationException(
						"The property 'uninterruptible.bind-port' is set, but there is no RequestHandler to serve on it.",
						"Declare a bean of type dev.uninterruptible.RequestHandler, or remove the property.");
			}
			return handler;
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new ConfigurationException(
					"There are several RequestHandlers and no choice between them: "
							+ String.join(", ", Arrays.asList(beans.getBeanNamesForType(RequestHandler.class))) + ".",
					"Mark the one that serves on 'uninterruptible.bind-port' as @Primary, or remove the others.", ex);
		}
	}

	/**
	 * There is a handler, or a port for one.
	 */
	static class HandlerOrPort extends AnyNestedCondition {

		HandlerOrPort() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(RequestHandler.class)
		static class Handler {

		}

		@ConditionalOnProperty("uninterruptible.bind-port")
		static class Port {

		}

	}

}

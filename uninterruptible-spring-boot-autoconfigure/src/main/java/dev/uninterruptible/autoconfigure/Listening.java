package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.server.SocketServer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Tells whether an application will listen anywhere, once its beans are defined.
 */
final class Listening {

	private static final boolean WEB_SERVERS = ClassUtils
		.isPresent("org.springframework.boot.web.server.context.WebServerApplicationContext", null);

	private Listening() {
	}

	static boolean isMeantBy(ConfigurableApplicationContext context) {
		ListableBeanFactory beans = context.getBeanFactory();
		return beans.getBeanNamesForType(SocketServer.class, true, false).length > 0
				|| (context.getEnvironment().getProperty("uninterruptible.web.enabled", Boolean.class, true)
						&& WEB_SERVERS && WebServers.isIn(context));
	}

	/**
	 * Loaded only where there are such classes.
	 */
	private static final class WebServers {

		static boolean isIn(ConfigurableApplicationContext context) {
			return context instanceof WebServerApplicationContext;
		}

	}

}

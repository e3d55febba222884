package dev.uninterruptible.test;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.uninterruptible.server.SocketServer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Switches restarts off, unless the test or its application says otherwise, and gives
 * servers free ports or has them not start.
 *
 * @param servers what becomes of the servers
 */
record SocketServerContextCustomizer(ServersInTest servers) implements ContextCustomizer {

	private static final String SERVERS = "uninterruptible.servers";

	private static final String FREE_PORT = "tcp://127.0.0.1:0";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("uninterruptible in tests",
					Map.of("uninterruptible.restart.enabled", "false")));
		switch (this.servers) {
			case STOPPED ->
				context.addBeanFactoryPostProcessor((beans) -> beans.addBeanPostProcessor(new NoAutoStartup()));
			case ON_FREE_PORTS -> context.addBeanFactoryPostProcessor((beans) -> environment.getPropertySources()
				.addFirst(new MapPropertySource("ports of servers in tests", addresses(environment, beans))));
			case AS_CONFIGURED -> {
			}
		}
	}

	/**
	 * By now it is known which servers there are.
	 */
	private static Map<String, Object> addresses(ConfigurableEnvironment environment, BeanFactory beans) {
		Map<String, Object> addresses = new HashMap<>();
		Set<String> servers = Binder.get(environment)
			.bind(SERVERS, Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of)
			.keySet();
		servers.forEach((name) -> addresses.put(SERVERS + "." + name + ".bind", FREE_PORT));
		if (!servers.contains("default") && beans.containsBean("defaultSocketServer")) {
			addresses.put("uninterruptible.bind", FREE_PORT);
		}
		return addresses;
	}

	private static final class NoAutoStartup implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof SocketServer server) {
				server.setAutoStartup(false);
			}
			return bean;
		}

	}

}

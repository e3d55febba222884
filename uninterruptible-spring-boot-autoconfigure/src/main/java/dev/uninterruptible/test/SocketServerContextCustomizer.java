package dev.uninterruptible.test;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Switches restarts off, unless the test or its application says otherwise, and gives
 * servers free ports.
 *
 * @param freePorts whether to give the servers free ports of the loopback interface
 */
record SocketServerContextCustomizer(boolean freePorts) implements ContextCustomizer {

	private static final String SERVERS = "uninterruptible.servers";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("uninterruptible in tests",
					Map.of("uninterruptible.restart.enabled", "false")));
		if (this.freePorts) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("@AutoConfigureSocketServer", addresses(environment)));
		}
	}

	private static Map<String, Object> addresses(ConfigurableEnvironment environment) {
		Map<String, Object> addresses = new HashMap<>();
		Set<String> servers = Binder.get(environment)
			.bind(SERVERS, Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of)
			.keySet();
		servers.forEach((name) -> addFreePort(SERVERS + "." + name, environment, addresses));
		if (servers.isEmpty() || environment.containsProperty("uninterruptible.bind-port")
				|| environment.containsProperty("uninterruptible.bind")) {
			addFreePort("uninterruptible", environment, addresses);
		}
		return addresses;
	}

	private static void addFreePort(String prefix, ConfigurableEnvironment environment, Map<String, Object> addresses) {
		if (environment.containsProperty(prefix + ".bind")) {
			addresses.put(prefix + ".bind", "tcp://127.0.0.1:0");
		}
		else {
			addresses.put(prefix + ".bind-port", 0);
			addresses.put(prefix + ".bind-address", "127.0.0.1");
		}
	}

}

package dev.uninterruptible.autoconfigure;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the ports that the servers have bound into the environment, for tests that have
 * them take free ones.
 */
class SocketServerPorts implements ApplicationListener<ContextRefreshedEvent> {

	private static final String PREFIX = "local.socket-server.";

	private static final String PORT = "port";

	private final ListenerRegistry listeners;

	private final ConfigurableEnvironment environment;

	SocketServerPorts(ListenerRegistry listeners, ConfigurableEnvironment environment) {
		this.listeners = listeners;
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		Map<String, Object> ports = new LinkedHashMap<>();
		for (Listener listener : this.listeners.listeners()) {
			if (listener.name().startsWith(ListenerNames.SERVER)
					&& listener.socketAddress() instanceof InetSocketAddress address) {
				String server = listener.name().substring(ListenerNames.SERVER.length());
				ports.put(PREFIX + server + "." + PORT, address.getPort());
			}
		}
		Object only = (ports.size() == 1) ? ports.values().iterator().next()
				: ports.get(PREFIX + ValidatedServer.DEFAULT + "." + PORT);
		if (only != null) {
			ports.put(PREFIX + PORT, only);
		}
		this.environment.getPropertySources().addFirst(new MapPropertySource("uninterruptible.ports", ports));
	}

}

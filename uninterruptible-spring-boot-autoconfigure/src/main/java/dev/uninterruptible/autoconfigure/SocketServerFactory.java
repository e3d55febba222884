package dev.uninterruptible.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.ConnectionObserver;
import dev.uninterruptible.server.ServerSettings;
import dev.uninterruptible.server.SocketServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Makes the {@link SocketServer} of each server that is configured.
 */
final class SocketServerFactory {

	private final ValidatedSettings settings;

	private final RequestHandlers handlers;

	private final ListenerRegistry listeners;

	private final ConnectionObserver observer;

	private final @Nullable SslBundles bundles;

	private final Map<String, BindAddress> addresses = new LinkedHashMap<>();

	SocketServerFactory(ValidatedSettings settings, RequestHandlers handlers, ListenerRegistry listeners,
			ConnectionObserver observer, @Nullable SslBundles bundles) {
		this.settings = settings;
		this.handlers = handlers;
		this.listeners = listeners;
		this.observer = observer;
		this.bundles = bundles;
	}

	/**
	 * Make a server.
	 * @param name its name
	 */
	SocketServer create(String name) {
		ValidatedServer server = this.settings.server(name);
		ServerSettings parsed = server.settings(this.bundles);
		checkOverlap(server, parsed.address());
		this.addresses.put(name, parsed.address());
		return new SocketServer(parsed, handler(server), this.listeners, this.observer);
	}

	private void checkOverlap(ValidatedServer server, BindAddress address) {
		this.addresses.forEach((other, taken) -> {
			if (address.overlaps(taken)) {
				throw server.invalidAddress("The server '%s' listens on %s. Each server needs an address of its own."
					.formatted(other, taken));
			}
		});
	}

	private RequestHandler handler(ValidatedServer server) {
		String handler = server.handler();
		return (handler != null) ? this.handlers.named(handler, server.prefix() + "handler") : this.handlers.unnamed();
	}

}

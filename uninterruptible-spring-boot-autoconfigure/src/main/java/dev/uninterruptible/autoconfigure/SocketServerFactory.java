package dev.uninterruptible.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.SocketServer;

/**
 * Makes the {@link SocketServer} of each server that is configured.
 */
final class SocketServerFactory {

	private final ValidatedSettings settings;

	private final RequestHandlers handlers;

	private final ListenerRegistry listeners;

	private final Map<String, BindAddress> addresses = new LinkedHashMap<>();

	SocketServerFactory(ValidatedSettings settings, RequestHandlers handlers, ListenerRegistry listeners) {
		this.settings = settings;
		this.handlers = handlers;
		this.listeners = listeners;
	}

	/**
	 * Make a server.
	 * @param name its name
	 */
	SocketServer create(String name) {
		ValidatedServer server = this.settings.server(name);
		BindAddress address = server.address();
		this.addresses.forEach((other, taken) -> {
			if (address.overlaps(taken)) {
				throw server.invalidAddress("The server '%s' listens on %s. Each server needs an address of its own."
					.formatted(other, taken));
			}
		});
		this.addresses.put(name, address);
		return new SocketServer(ListenerNames.ofServer(name), address, server.backlog(), handler(server),
				this.listeners);
	}

	private RequestHandler handler(ValidatedServer server) {
		String handler = server.handler();
		return (handler != null) ? this.handlers.named(handler, server.prefix() + "handler") : this.handlers.unnamed();
	}

}

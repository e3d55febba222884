package dev.uninterruptible.web.jetty;

import java.time.Duration;

import dev.uninterruptible.listener.ListenerRegistry;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Puts Jetty's connectors on listeners that can be handed over: the main one, and those
 * that other customizers have added, whose listeners are named {@code <name>.2} and so
 * on, in their order.
 */
public final class JettyListenerCustomizer implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(JettyListenerCustomizer.class);

	private final ListenerRegistry listeners;

	private final String name;

	private final @Nullable Duration idleTimeout;

	/**
	 * Create a customizer.
	 * @param listeners where the connectors get their listeners
	 * @param name the name of the main connector's listener
	 * @param idleTimeout how long an idle connection stays open while it is drained,
	 * {@code null} for the connector's own idle timeout
	 */
	public JettyListenerCustomizer(ListenerRegistry listeners, String name, @Nullable Duration idleTimeout) {
		this.listeners = listeners;
		this.name = name;
		this.idleTimeout = idleTimeout;
	}

	/**
	 * After the customizers that may add or replace connectors.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(JettyWebServerFactory factory) {
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		Connector[] connectors = server.getConnectors();
		for (int i = 0; i < connectors.length; i++) {
			String listener = (i == 0) ? this.name : "%s.%s".formatted(this.name, i + 1);
			if (connectors[i] instanceof ServerConnector connector && connector.getAcceptors() > 0) {
				new HandoffConnector(connector, this.listeners, listener, this.idleTimeout).install();
			}
			else {
				logger.warn(
						"Listener '{}' is not handed over at a restart: {} is not a ServerConnector with at least one "
								+ "acceptor thread (see 'server.jetty.threads.acceptors')",
						listener, connectors[i]);
			}
		}
	}

}

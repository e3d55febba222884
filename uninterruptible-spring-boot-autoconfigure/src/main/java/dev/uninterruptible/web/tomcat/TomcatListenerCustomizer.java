package dev.uninterruptible.web.tomcat;

import java.time.Duration;
import java.util.List;

import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Puts Tomcat's connectors on listeners that can be handed over: the main one, and the
 * additional ones that were created with {@link HandoffNioProtocol}.
 */
public final class TomcatListenerCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(TomcatListenerCustomizer.class);

	private final ListenerRegistry listeners;

	private final String name;

	private final @Nullable Duration idleTimeout;

	/**
	 * Create a customizer.
	 * @param listeners where the connector gets its listener
	 * @param name the listener's name
	 * @param idleTimeout how long an idle connection stays open while it is drained,
	 * {@code null} for the server's own keep-alive timeout
	 */
	public TomcatListenerCustomizer(ListenerRegistry listeners, String name, @Nullable Duration idleTimeout) {
		this.listeners = listeners;
		this.name = name;
		this.idleTimeout = idleTimeout;
	}

	/**
	 * After the customizers that may choose another protocol.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		if (!TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			logger.warn("Listener '{}' is not handed over at a restart: its connector uses the protocol {} and not {}",
					this.name, factory.getProtocol(), TomcatWebServerFactory.DEFAULT_PROTOCOL);
			return;
		}
		factory.setProtocol(HandoffNioProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> {
			listen(connector, this.name);
			listen(factory.getAdditionalConnectors());
		});
	}

	private void listen(List<Connector> additional) {
		for (int i = 0; i < additional.size(); i++) {
			Connector connector = additional.get(i);
			if (!listen(connector, "%s.%s".formatted(this.name, i + 2))) {
				logger.warn(
						"The additional connector on port {} is not handed over at a restart, and the successor finds "
								+ "its port in use: create it by new Connector(\"{}\")",
						connector.getPort(), HandoffNioProtocol.class.getName());
			}
		}
	}

	private boolean listen(Connector connector, String listener) {
		if (connector.getProtocolHandler() instanceof HandoffNioProtocol protocol) {
			protocol.listenOn(this.listeners, listener, this.idleTimeout);
			return true;
		}
		return false;
	}

}

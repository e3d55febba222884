package dev.uninterruptible.web.netty;

import java.time.Duration;

import dev.uninterruptible.listener.DrainIdleTimeout;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Puts a Reactor Netty server on a listener that can be handed over.
 */
public final class NettyListenerCustomizer
		implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered, DisposableBean {

	private final ReactorResourceFactory resources;

	private final ListenerBinding binding;

	/**
	 * Create a customizer.
	 * @param listeners where the server gets its listener
	 * @param name the listener's name
	 * @param idleTimeout how long an idle connection stays open while it is drained,
	 * {@code null} for the server's own idle timeout, 20 seconds at most
	 * @param resources the event loops that serve the connections
	 */
	public NettyListenerCustomizer(ListenerRegistry listeners, String name, @Nullable Duration idleTimeout,
			ReactorResourceFactory resources) {
		this.resources = resources;
		this.binding = new ListenerBinding(listeners,
				new Connections(name, DrainIdleTimeout.of(idleTimeout, Duration.ZERO)));
	}

	/**
	 * After the customizers that may choose another address.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * The server gets its event loops from the factory's resources, whatever a customizer
	 * of the server itself chooses: so they are the place to come in.
	 */
	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.setResourceFactory(new HandoffResourceFactory(this.resources, this.binding));
		factory.addServerCustomizers(this.binding::customize);
	}

	/**
	 * End the thread that accepts, when the server has stopped.
	 */
	@Override
	public void destroy() {
		this.binding.close();
	}

}

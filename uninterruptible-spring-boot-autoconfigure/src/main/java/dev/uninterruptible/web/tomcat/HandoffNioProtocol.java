package dev.uninterruptible.web.tomcat;

import java.time.Duration;

import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol (and what is upgraded from it) on a listener of ours. Tomcat
 * creates it by its class name.
 */
public final class HandoffNioProtocol extends Http11NioProtocol {

	/**
	 * Create the protocol. It cannot start before {@link #listenOn} was called.
	 */
	public HandoffNioProtocol() {
		super(new HandoffNioEndpoint());
	}

	void listenOn(ListenerRegistry listeners, String name, @Nullable Duration linger) {
		((HandoffNioEndpoint) getEndpoint()).listenOn(listeners, name, linger);
	}

}

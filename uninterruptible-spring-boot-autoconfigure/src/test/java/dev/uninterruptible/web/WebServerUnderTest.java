package dev.uninterruptible.web;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.ListenerRegistry;

/**
 * A web server on one listener, which answers GET requests for {@link #PATH} over
 * HTTP/1.1 and HTTP/2.
 */
public interface WebServerUnderTest extends AutoCloseable {

	String PATH = "/hello/test";

	ListenerRegistry listeners();

	@Override
	void close();

	default int port() {
		return this.listeners().listeners().getFirst().address().getPort();
	}

	default Drainable drainable() {
		return this.listeners().drainables().getFirst();
	}

}

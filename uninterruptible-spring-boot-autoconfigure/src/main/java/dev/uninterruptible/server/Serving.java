package dev.uninterruptible.server;

import dev.uninterruptible.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server have in common.
 *
 * @param settings how the server is to serve
 * @param handler serves the connections
 * @param observer is told of them
 * @param tls encrypts them, {@code null} if they are not encrypted
 */
record Serving(ServerSettings settings, RequestHandler handler, ConnectionObserver observer, @Nullable Tls tls) {

	static Serving of(ServerSettings settings, RequestHandler handler, ConnectionObserver observer) {
		TlsSettings tls = settings.tls();
		return new Serving(settings, handler, observer, (tls != null) ? new Tls(tls) : null);
	}

}

package dev.uninterruptible.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import dev.uninterruptible.listener.Listener;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to a {@link SocketServer}, from its accept to its end. All
 * methods may be called from any thread.
 */
public interface Connection {

	/**
	 * Return which server accepted it.
	 * @return the name of the server
	 */
	String server();

	/**
	 * Return who the client is.
	 * @return the address of the client, {@code null} where it has none
	 */
	@Nullable SocketAddress clientAddress();

	/**
	 * Return the address of the client as logs show it.
	 * @return the literal address, in brackets for IPv6, and the port; {@code null} where
	 * it has none, as at a Unix-domain socket
	 */
	default @Nullable String clientName() {
		return (clientAddress() instanceof InetSocketAddress address) ? Listener.describe(address) : null;
	}

	/**
	 * Return how long ago it was accepted.
	 * @return the time since the accept
	 */
	Duration age();

}

package dev.uninterruptible.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whom a server lets in, how many, and for how long.
 *
 * @param networks where clients may come from
 * @param maxConnections how many connections may be open at once; the kernel queues those
 * beyond
 * @param idleTimeout how long a read may wait for the client, {@code null} for as long as
 * it takes
 * @param maxAge after which time a handler is asked to finish its connection,
 * {@code null} for never
 */
public record ConnectionLimits(AllowedNetworks networks, int maxConnections, @Nullable Duration idleTimeout,
		@Nullable Duration maxAge) {

	/**
	 * Everybody may come in, and stay.
	 */
	public static final ConnectionLimits NONE = new ConnectionLimits(AllowedNetworks.ALL, Integer.MAX_VALUE, null,
			null);

	boolean haveMaxConnections() {
		return this.maxConnections < Integer.MAX_VALUE;
	}

}

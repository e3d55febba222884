package dev.uninterruptible.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.server.AllowedNetworks;
import dev.uninterruptible.server.ConnectionLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The properties that limit who may come in to a server, checked one by one.
 *
 * @param prefix how the keys of the server begin
 * @param properties the properties of the server
 */
record ValidatedLimits(String prefix, ServerProperties properties) {

	/**
	 * What sockets and web servers can count in milliseconds.
	 */
	static final Duration LONGEST_IDLE_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

	private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofMillis(1);

	private static final Duration LONGEST_AGE = Duration.ofDays(365);

	/**
	 * Return the limits.
	 * @param address where the server listens
	 */
	ConnectionLimits limits(BindAddress address) {
		return new ConnectionLimits(networks(address), maxConnections(), idleTimeout(), maxAge());
	}

	private AllowedNetworks networks(BindAddress address) {
		List<String> networks = this.properties.getAllowedNetworks();
		if (!networks.isEmpty() && !(address instanceof BindAddress.Tcp)) {
			throw invalid("allowed-networks", networks,
					"The clients of a Unix-domain socket come from no network. Remove the property: the permissions of the socket say who may connect.");
		}
		try {
			return AllowedNetworks.of(networks);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("allowed-networks", networks,
					ex.getMessage() + ". Write a network like 192.168.0.0/16, 2001:db8::/32 or 127.0.0.1.");
		}
	}

	private int maxConnections() {
		Integer maxConnections = this.properties.getMaxConnections();
		if (maxConnections != null && maxConnections < 1) {
			throw invalid("max-connections", maxConnections,
					"At least one connection must be allowed. Leave it out to allow any number.");
		}
		return (maxConnections != null) ? maxConnections : Integer.MAX_VALUE;
	}

	private @Nullable Duration idleTimeout() {
		Duration idleTimeout = this.properties.getIdleTimeout();
		if (idleTimeout != null && (idleTimeout.compareTo(SHORTEST_IDLE_TIMEOUT) < 0
				|| idleTimeout.compareTo(LONGEST_IDLE_TIMEOUT) > 0)) {
			throw invalid("idle-timeout", idleTimeout,
					"It must be between a millisecond and 24 days. Leave it out to wait for as long as it takes.");
		}
		return idleTimeout;
	}

	private @Nullable Duration maxAge() {
		Duration maxAge = this.properties.getMaxConnectionAge();
		if (maxAge != null && !maxAge.isPositive()) {
			throw invalid("max-connection-age", maxAge,
					"A connection needs some time to be of use. Leave it out to let connections grow old.");
		}
		if (maxAge != null && maxAge.compareTo(LONGEST_AGE) > 0) {
			throw invalid("max-connection-age", maxAge,
					"It must not be longer than 365 days. Leave it out to let connections grow old.");
		}
		return maxAge;
	}

	private InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + key, value, reason);
	}

}

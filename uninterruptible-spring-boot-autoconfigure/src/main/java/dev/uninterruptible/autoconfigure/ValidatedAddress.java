package dev.uninterruptible.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import dev.uninterruptible.listener.BindAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Where a server listens: {@code bind}, or {@code bind-port} and {@code bind-address}.
 * Where both forms are set, each part is what the source of properties says that comes
 * first in Spring Boot's order; one source must not have both.
 */
final class ValidatedAddress {

	static final String PORT_RANGE = "A port is a number from 0 (any free port) to " + BindAddress.Tcp.MAX_PORT + ".";

	static final String UNRESOLVED = "The address does not resolve.";

	private static final String BIND = "bind";

	private static final String PORT = "bind-port";

	private static final String ADDRESS = "bind-address";

	private static final String PORT_VARIABLE = "PORT";

	private final String server;

	private final String prefix;

	private final ServerProperties properties;

	private final Set<PosixFilePermission> permissions;

	private final Environment environment;

	ValidatedAddress(String server, String prefix, ServerProperties properties, Set<PosixFilePermission> permissions,
			Environment environment) {
		this.server = server;
		this.prefix = prefix;
		this.properties = properties;
		this.permissions = permissions;
		this.environment = environment;
	}

	BindAddress get() {
		String bind = this.properties.getBind();
		if (bind == null) {
			return new BindAddress.Tcp(host(), port());
		}
		boolean otherPort = overrides(PORT, this.properties.getBindPort());
		boolean otherHost = overrides(ADDRESS, this.properties.getBindAddress());
		BindAddress address = parse(bind);
		if (!otherPort && !otherHost) {
			return address;
		}
		if (address instanceof BindAddress.Tcp tcp) {
			return new BindAddress.Tcp(otherHost ? host() : tcp.address(), otherPort ? port() : tcp.port());
		}
		return new BindAddress.Tcp(host(), port());
	}

	/**
	 * Return what to throw because of the address.
	 * @param reason what is wrong with it
	 */
	RuntimeException invalid(String reason) {
		String bind = this.properties.getBind();
		return (bind != null && !overrides(PORT, this.properties.getBindPort())) ? invalid(BIND, bind, reason)
				: invalidPort(port(), reason);
	}

	private boolean overrides(String key, @Nullable Object value) {
		if (value == null) {
			return false;
		}
		int order = order(key);
		int orderOfBind = order(BIND);
		if (order == orderOfBind) {
			MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
				entries.put(this.prefix + BIND, this.properties.getBind());
				entries.put(this.prefix + key, value);
			});
		}
		return order < orderOfBind;
	}

	/**
	 * Return how many sources are asked before the one that has a property.
	 */
	private int order(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(this.prefix + key, '.');
		int order = 0;
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getConfigurationProperty(name) != null) {
				return order;
			}
			order++;
		}
		return order;
	}

	private BindAddress parse(String bind) {
		try {
			return BindUri.parse(bind, this.permissions);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(BIND, bind, String.valueOf(ex.getMessage()));
		}
	}

	private InetAddress host() {
		String host = this.properties.getBindAddress();
		try {
			return BindAddress.Tcp.of(host, 0).address();
		}
		catch (UnknownHostException ex) {
			throw invalid(ADDRESS, String.valueOf(host), UNRESOLVED);
		}
	}

	private int port() {
		Integer port = this.properties.getBindPort();
		if (port == null && this.server.equals(ValidatedServer.DEFAULT)) {
			port = fallbackPort();
		}
		if (port == null) {
			throw portMissing();
		}
		if (port < 0 || port > BindAddress.Tcp.MAX_PORT) {
			throw invalidPort(port, PORT_RANGE);
		}
		return port;
	}

	private @Nullable Integer fallbackPort() {
		String value = this.environment.getProperty(PORT_VARIABLE);
		try {
			return StringUtils.hasText(value) ? Integer.valueOf(value.strip()) : null;
		}
		catch (NumberFormatException ex) {
			throw invalidPort(value, "A port is a number.");
		}
	}

	private ConfigurationException portMissing() {
		return this.server.equals(ValidatedServer.DEFAULT)
				? new ConfigurationException("There is a RequestHandler, but no port for it to serve on.",
						"Set '%sbind-port', or the environment's PORT, to the port to listen on."
							.formatted(this.prefix))
				: new ConfigurationException("The server '%s' has no address to serve on.".formatted(this.server),
						"Set '%1$sbind-port' to the port to listen on, or '%1$sbind' to an address."
							.formatted(this.prefix));
	}

	private InvalidConfigurationPropertyValueException invalidPort(@Nullable Object value, String reason) {
		return (this.properties.getBindPort() != null) ? invalid(PORT, value, reason)
				: new InvalidConfigurationPropertyValueException(PORT_VARIABLE, value, reason);
	}

	private InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + key, value, reason);
	}

}

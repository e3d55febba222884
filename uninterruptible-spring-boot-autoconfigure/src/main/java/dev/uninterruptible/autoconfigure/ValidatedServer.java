package dev.uninterruptible.autoconfigure;

import java.net.UnknownHostException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.server.ServerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The properties of one server with their fallbacks, checked one by one.
 */
final class ValidatedServer {

	/**
	 * The server that the top-level keys configure.
	 */
	static final String DEFAULT = "default";

	static final String PORT_RANGE = "A port is a number from 0 (any free port) to " + BindAddress.Tcp.MAX_PORT + ".";

	static final String UNRESOLVED = "The address does not resolve.";

	private static final String PORT_VARIABLE = "PORT";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

	private final String name;

	private final String prefix;

	private final ServerProperties properties;

	private final Set<PosixFilePermission> permissions;

	private final Environment environment;

	ValidatedServer(String name, String prefix, ServerProperties properties, Set<PosixFilePermission> permissions,
			Environment environment) {
		this.name = name;
		this.prefix = prefix;
		this.properties = properties;
		this.permissions = permissions;
		this.environment = environment;
		if (!NAME.matcher(name).matches()) {
			throw new ConfigurationException(
					"The name of the server '%s' ('%s') does not work.".formatted(name,
							UninterruptibleProperties.PREFIX + ".servers"),
					"Name it with letters, digits and dashes, and without brackets.");
		}
	}

	/**
	 * Return how the keys of a server begin.
	 * @param name the server's name
	 */
	static String prefix(String name) {
		return UninterruptibleProperties.PREFIX + (name.equals(DEFAULT) ? "." : ".servers.%s.".formatted(name));
	}

	String prefix() {
		return this.prefix;
	}

	/**
	 * Return the name of the handler that serves, {@code null} for the one that serves
	 * without being named.
	 */
	@Nullable String handler() {
		String handler = this.properties.getHandler();
		return (handler != null || this.name.equals(DEFAULT)) ? handler : this.name;
	}

	/**
	 * Return how the server is to serve.
	 * @param bundles where SSL bundles are found, {@code null} if there are none
	 */
	ServerSettings settings(@Nullable SslBundles bundles) {
		BindAddress address = address();
		return new ServerSettings(this.name, address, backlog(),
				new ValidatedLimits(this.prefix, this.properties).limits(address),
				new ValidatedTls(this.prefix, this.properties.getSsl(), bundles).settings());
	}

	private BindAddress address() {
		String bind = this.properties.getBind();
		if (bind == null) {
			return addressAndPort();
		}
		rejectBeside(bind, "bind-port", this.properties.getBindPort());
		rejectBeside(bind, "bind-address", this.properties.getBindAddress());
		try {
			return BindUri.parse(bind, this.permissions);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("bind", bind, String.valueOf(ex.getMessage()));
		}
	}

	private void rejectBeside(String bind, String key, @Nullable Object value) {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put(this.prefix + "bind", bind);
			entries.put(this.prefix + key, value);
		});
	}

	private BindAddress addressAndPort() {
		int port = port();
		String address = this.properties.getBindAddress();
		try {
			return BindAddress.Tcp.of(address, port);
		}
		catch (UnknownHostException ex) {
			throw invalid("bind-address", String.valueOf(address), UNRESOLVED);
		}
	}

	private int port() {
		Integer port = this.properties.getBindPort();
		if (port == null && this.name.equals(DEFAULT)) {
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
		return this.name.equals(DEFAULT)
				? new ConfigurationException("There is a RequestHandler, but no port for it to serve on.",
						"Set '%sbind-port', or the environment's PORT, to the port to listen on."
							.formatted(this.prefix))
				: new ConfigurationException("The server '%s' has no address to serve on.".formatted(this.name),
						"Set '%1$sbind-port' to the port to listen on, or '%1$sbind' to an address."
							.formatted(this.prefix));
	}

	/**
	 * Return what to throw because of the address.
	 * @param reason what is wrong with it
	 */
	RuntimeException invalidAddress(String reason) {
		String bind = this.properties.getBind();
		return (bind != null) ? invalid("bind", bind, reason) : invalidPort(port(), reason);
	}

	private InvalidConfigurationPropertyValueException invalidPort(@Nullable Object value, String reason) {
		return (this.properties.getBindPort() != null) ? invalid("bind-port", value, reason)
				: new InvalidConfigurationPropertyValueException(PORT_VARIABLE, value, reason);
	}

	private int backlog() {
		int backlog = this.properties.getBacklog();
		if (backlog < 1) {
			throw invalid("backlog", backlog, "At least one connection must be able to wait.");
		}
		return backlog;
	}

	private InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + key, value, reason);
	}

}

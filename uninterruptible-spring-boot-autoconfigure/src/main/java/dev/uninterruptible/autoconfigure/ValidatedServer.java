package dev.uninterruptible.autoconfigure;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.server.ServerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

/**
 * The properties of one server with their fallbacks, checked one by one.
 */
final class ValidatedServer {

	/**
	 * The server that the top-level keys configure.
	 */
	static final String DEFAULT = "default";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

	private final String name;

	private final String prefix;

	private final ServerProperties properties;

	private final ValidatedAddress address;

	ValidatedServer(String name, String prefix, ServerProperties properties, Set<PosixFilePermission> permissions,
			Environment environment) {
		this.name = name;
		this.prefix = prefix;
		this.properties = properties;
		this.address = new ValidatedAddress(name, prefix, properties, permissions, environment);
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
		BindAddress address = this.address.get();
		return new ServerSettings(this.name, address, backlog(),
				new ValidatedLimits(this.prefix, this.properties).limits(address),
				new ValidatedTls(this.prefix, this.properties.getSsl(), bundles).settings());
	}

	/**
	 * Return what to throw because of the address.
	 * @param reason what is wrong with it
	 */
	RuntimeException invalidAddress(String reason) {
		return this.address.invalid(reason);
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

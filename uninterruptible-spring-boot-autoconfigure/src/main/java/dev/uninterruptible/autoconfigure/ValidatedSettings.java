package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffPath;
import dev.uninterruptible.launch.EnvironmentFile;
import dev.uninterruptible.restart.RestartSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The properties with their fallbacks, checked one by one. A wrong value stops the start
 * with Spring Boot's report of an invalid property, which tells where it was set.
 */
class ValidatedSettings {

	private static final String PID_FILE_VARIABLE = "PID_FILE";

	private static final Duration LONGEST = Duration.ofDays(365);

	/**
	 * Spring Boot's default.
	 */
	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	private final UninterruptibleProperties properties;

	private final Environment environment;

	private final ApplicationIdentity application;

	private final @Nullable Duration drainIdleTimeout;

	ValidatedSettings(UninterruptibleProperties properties, Environment environment, ApplicationIdentity application) {
		this.application = application;
		this.properties = properties;
		this.environment = environment;
		this.drainIdleTimeout = checkDrainIdleTimeout(properties.getWeb().getDrainIdleTimeout());
	}

	/**
	 * Check what needs no beans before any is made: who waits for an application to start
	 * should not wait for a typing error.
	 * @param environment where the properties are
	 * @param application who this is
	 * @param successor whether the pidfile's directory may be gone
	 */
	static void check(Environment environment, ApplicationIdentity application, boolean successor) {
		UninterruptibleProperties properties = Binder.get(environment)
			.bindOrCreate(UninterruptibleProperties.PREFIX, UninterruptibleProperties.class);
		ValidatedSettings settings = new ValidatedSettings(properties, environment, application);
		settings.restart();
		settings.pidFile(successor);
		settings.environmentFile(settings.workingDirectory());
	}

	/**
	 * Return the properties of a server.
	 * @param name the server's name
	 */
	ValidatedServer server(String name) {
		ServerProperties configured = this.properties.getServers().get(name);
		if (configured == null) {
			return new ValidatedServer(name, ValidatedServer.prefix(name), this.properties, unixPermissions(),
					this.environment);
		}
		if (name.equals(ValidatedServer.DEFAULT) && isDefaultServerConfigured()) {
			throw new ConfigurationException(
					"The server 'default' is configured by 'uninterruptible.servers.default' and by top-level keys.",
					"Move the keys below 'uninterruptible.servers.default' to 'uninterruptible', or the other way round.");
		}
		return new ValidatedServer(name, "%s.servers.%s.".formatted(UninterruptibleProperties.PREFIX, name), configured,
				unixPermissions(), this.environment);
	}

	private boolean isDefaultServerConfigured() {
		return Binder.get(this.environment).bind(UninterruptibleProperties.PREFIX, ServerProperties.class).isBound();
	}

	boolean isRestartEnabled() {
		return this.properties.getRestart().isEnabled();
	}

	private Set<PosixFilePermission> unixPermissions() {
		String permissions = this.properties.getUnix().getPermissions();
		try {
			return UnixPermissions.parse(permissions);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("unix.permissions", permissions, String.valueOf(ex.getMessage()));
		}
	}

	RestartSettings restart() {
		Duration readyTimeout = this.properties.getRestart().getReadyTimeout();
		if (!readyTimeout.isPositive()) {
			throw invalid("restart.ready-timeout", readyTimeout, "The successor needs some time to become ready.");
		}
		Duration standby = this.properties.getRestart().getStandby();
		if (standby.isNegative()) {
			throw invalid("restart.standby", standby, "A duration must not be negative. With 0 there is no standby.");
		}
		Duration drainTimeout = this.properties.getDrainTimeout();
		if (drainTimeout != null && drainTimeout.isNegative()) {
			throw invalid("drain-timeout", drainTimeout,
					"A duration must not be negative. Leave it out to give connections as long as it takes.");
		}
		Duration exitTimeout = this.properties.getExitTimeout();
		if (!exitTimeout.isPositive()) {
			throw invalid("exit-timeout", exitTimeout, "The application context needs some time to close.");
		}
		rejectTooLong("restart.ready-timeout", readyTimeout);
		rejectTooLong("restart.standby", standby);
		rejectTooLong("drain-timeout", drainTimeout);
		rejectTooLong("exit-timeout", exitTimeout);
		int maxDraining = this.properties.getRestart().getMaxDraining();
		if (maxDraining < 1) {
			throw invalid("restart.max-draining", maxDraining,
					"At least the predecessor must be able to finish its connections. How long it may take is for 'uninterruptible.drain-timeout' to say.");
		}
		return new RestartSettings(readyTimeout, standby, drainTimeout, shutdownTimeout(), exitTimeout, maxDraining,
				takeover());
	}

	/**
	 * What Spring Boot gives the connections of a web server when it is told to
	 * terminate.
	 */
	private Duration shutdownTimeout() {
		return Binder.get(this.environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(SHUTDOWN_TIMEOUT);
	}

	private static void rejectTooLong(String key, @Nullable Duration duration) {
		if (duration != null && duration.compareTo(LONGEST) > 0) {
			throw invalid(key, duration, "A duration must not be longer than %s days.".formatted(LONGEST.toDays()));
		}
	}

	private @Nullable HandoffAddress takeover() {
		Path path = this.properties.getHandoff().getPath();
		if (path == null || !isRestartEnabled()) {
			return null;
		}
		try {
			HandoffPath.check(path);
			return HandoffAddress.ofTakeover(path, this.application.value());
		}
		catch (IOException ex) {
			throw invalid("handoff.path", path, String.valueOf(ex.getMessage()));
		}
	}

	@Nullable Duration drainIdleTimeout() {
		return this.drainIdleTimeout;
	}

	private static @Nullable Duration checkDrainIdleTimeout(@Nullable Duration drainIdleTimeout) {
		if (drainIdleTimeout != null && !drainIdleTimeout.isPositive()) {
			throw invalid("web.drain-idle-timeout", drainIdleTimeout,
					"A client needs some time to learn that its connection is about to be closed.");
		}
		if (drainIdleTimeout != null && drainIdleTimeout.compareTo(ValidatedLimits.LONGEST_IDLE_TIMEOUT) > 0) {
			throw invalid("web.drain-idle-timeout", drainIdleTimeout, "It must not be longer than 24 days.");
		}
		return drainIdleTimeout;
	}

	/**
	 * Return the pidfile.
	 * @param successor whether its directory may be gone: a successor makes it again
	 */
	@Nullable Path pidFile(boolean successor) {
		if (!isRestartEnabled()) {
			return null;
		}
		Path path = this.properties.getPidfilePath();
		if (path != null) {
			return checkPidFile(UninterruptibleProperties.PREFIX + ".pidfile-path", path, successor);
		}
		String fallback = this.environment.getProperty(PID_FILE_VARIABLE);
		return StringUtils.hasText(fallback) ? checkPidFile(PID_FILE_VARIABLE, Path.of(fallback), successor) : null;
	}

	private static Path checkPidFile(String name, Path path, boolean successor) {
		Path directory = path.toAbsolutePath().getParent();
		if (successor && directory != null && Files.notExists(directory)) {
			return path;
		}
		if (directory == null || !Files.isDirectory(directory)) {
			throw new InvalidConfigurationPropertyValueException(name, path,
					"The directory %s is not there.".formatted(directory));
		}
		if (Files.isDirectory(path) || !(Files.isWritable(directory) || Files.isWritable(path))) {
			throw new InvalidConfigurationPropertyValueException(name, path,
					"The directory %s, or the pidfile in it, must be writable, and the pidfile must not be a directory."
						.formatted(directory));
		}
		return path;
	}

	@Nullable Path workingDirectory() {
		Path directory = this.properties.getWorkingDirectory();
		if (directory != null && isRestartEnabled() && !Files.isDirectory(directory)) {
			throw invalid("working-directory", directory, "The directory is not there.");
		}
		return directory;
	}

	/**
	 * Return the environment file.
	 * @param directory where successors start, {@code null} for where this process runs
	 */
	@Nullable EnvironmentFile environmentFile(@Nullable Path directory) {
		Path path = this.properties.getRestart().getEnvironmentFile();
		if (path == null || !isRestartEnabled()) {
			return null;
		}
		try {
			return EnvironmentFile.of((directory != null) ? directory.resolve(path) : path);
		}
		catch (IOException ex) {
			throw invalid("restart.environment-file", path, String.valueOf(ex.getMessage()));
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(UninterruptibleProperties.PREFIX + "." + key, value,
				reason);
	}

}

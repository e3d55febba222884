package dev.uninterruptible.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.util.StringUtils;

/**
 * Configuration of the servers and of restarts. The keys of the server named "default"
 * are those of {@link ServerProperties}.
 */
@ConfigurationProperties(UninterruptibleProperties.PREFIX)
public class UninterruptibleProperties extends ServerProperties {

	static final String PREFIX = "uninterruptible";

	/**
	 * Whether to serve and to restart at all.
	 */
	private boolean enabled = true;

	/**
	 * Further servers of this process, by name. Each takes the same keys as the server
	 * that is configured here, which is named "default".
	 */
	private final Map<String, ServerProperties> servers = new LinkedHashMap<>();

	/**
	 * Shell command that starts the next generation. The default is the command line that
	 * this process was started with.
	 */
	private @Nullable String startCommand;

	/**
	 * Directory in which the start command runs. The default is the directory that this
	 * process was started in, by its path, so that a symbolic link that was moved is
	 * followed.
	 */
	private @Nullable Path workingDirectory;

	/**
	 * File that names the process that accepts connections. Falls back to the
	 * environment's PID_FILE. None by default.
	 */
	private @Nullable Path pidfilePath;

	/**
	 * File to log to beside the console: a shorter name for "logging.file.name", which
	 * wins where both are set. None by default.
	 */
	private @Nullable String logPath;

	/**
	 * Level at which Uninterruptible logs: a shorter name for
	 * "logging.level.dev.uninterruptible", which wins where both are set.
	 */
	private LogLevel logLevel = LogLevel.INFO;

	/**
	 * How long connections may take to finish before they are closed, once their process
	 * has been replaced or asked to terminate. By default, those of a process that has
	 * been replaced may take as long as it takes, and those of one that ends without a
	 * successor have "spring.lifecycle.timeout-per-shutdown-phase".
	 */
	private @Nullable Duration drainTimeout;

	/**
	 * How long this process may take to exit once nothing is left to serve: to close the
	 * application context and to run its shutdown hooks. After that it is ended, and the
	 * log says what hangs.
	 */
	private Duration exitTimeout = Duration.ofSeconds(30);

	private final Unix unix = new Unix();

	private final Restart restart = new Restart();

	private final Handoff handoff = new Handoff();

	private final Web web = new Web();

	private final CompatibilityVerifier compatibilityVerifier = new CompatibilityVerifier();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Map<String, ServerProperties> getServers() {
		return this.servers;
	}

	public @Nullable String getStartCommand() {
		return this.startCommand;
	}

	public void setStartCommand(@Nullable String startCommand) {
		this.startCommand = Blank.unset(startCommand);
	}

	public @Nullable Path getWorkingDirectory() {
		return this.workingDirectory;
	}

	public void setWorkingDirectory(@Nullable Path workingDirectory) {
		this.workingDirectory = workingDirectory;
	}

	public @Nullable Path getPidfilePath() {
		return this.pidfilePath;
	}

	public void setPidfilePath(@Nullable Path pidfilePath) {
		this.pidfilePath = pidfilePath;
	}

	public @Nullable String getLogPath() {
		return this.logPath;
	}

	public void setLogPath(@Nullable String logPath) {
		this.logPath = Blank.unset(logPath);
	}

	public LogLevel getLogLevel() {
		return this.logLevel;
	}

	public void setLogLevel(LogLevel logLevel) {
		this.logLevel = logLevel;
	}

	public @Nullable Duration getDrainTimeout() {
		return this.drainTimeout;
	}

	public void setDrainTimeout(@Nullable Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

	public Duration getExitTimeout() {
		return this.exitTimeout;
	}

	public void setExitTimeout(Duration exitTimeout) {
		this.exitTimeout = exitTimeout;
	}

	public Unix getUnix() {
		return this.unix;
	}

	public Restart getRestart() {
		return this.restart;
	}

	public Handoff getHandoff() {
		return this.handoff;
	}

	public Web getWeb() {
		return this.web;
	}

	public CompatibilityVerifier getCompatibilityVerifier() {
		return this.compatibilityVerifier;
	}

	/**
	 * The Unix-domain sockets of servers.
	 */
	public static class Unix {

		private static final String OWNER_AND_GROUP = "0660";

		/**
		 * Permissions of the sockets' files, as four octal digits or as letters like
		 * "rw-rw----". Those who may write may connect.
		 */
		private String permissions = OWNER_AND_GROUP;

		public String getPermissions() {
			return this.permissions;
		}

		public void setPermissions(String permissions) {
			this.permissions = StringUtils.hasText(permissions) ? permissions : OWNER_AND_GROUP;
		}

	}

	/**
	 * The ports of the embedded web server.
	 */
	public static class Web {

		/**
		 * Whether to hand over the ports of the embedded web server too.
		 */
		private boolean enabled = true;

		/**
		 * How long a connection on which no request arrives stays open, once its process
		 * has been replaced or asked to terminate. The default is the server's own
		 * keep-alive timeout, but not more than 20 seconds.
		 */
		private @Nullable Duration drainIdleTimeout;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getDrainIdleTimeout() {
			return this.drainIdleTimeout;
		}

		public void setDrainIdleTimeout(@Nullable Duration drainIdleTimeout) {
			this.drainIdleTimeout = drainIdleTimeout;
		}

	}

	/**
	 * Where a new process takes over by itself.
	 */
	public static class Handoff {

		/**
		 * Path of a Unix-domain socket, in a directory that only this user can enter. A
		 * process that is started with it takes over from the one that serves there; if
		 * none does, it starts cold. None by default.
		 */
		private @Nullable Path path;

		/**
		 * Name of this application, by which the process that serves at the path sends
		 * processes of others away. By default "spring.application.name" and the name of
		 * the main class.
		 */
		private @Nullable String application;

		public @Nullable Path getPath() {
			return this.path;
		}

		public void setPath(@Nullable Path path) {
			this.path = path;
		}

		public @Nullable String getApplication() {
			return this.application;
		}

		public void setApplication(@Nullable String application) {
			this.application = Blank.unset(application);
		}

	}

	/**
	 * How restarts go.
	 */
	public static class Restart {

		/**
		 * Whether this process can be restarted. Where it cannot, it handles no signals,
		 * writes no pidfile, and neither takes over from another process nor hands over.
		 * In tests that start an application context, it cannot by default.
		 */
		private boolean enabled = true;

		/**
		 * How long the successor may make no progress before it is ready, and a fifth of
		 * how long it may take in all. After that the restart has failed, and the
		 * predecessor serves as before.
		 */
		private Duration readyTimeout = Duration.ofSeconds(60);

		/**
		 * How long the predecessor stands by once the successor is ready: should that
		 * fail meanwhile, the predecessor accepts again. With 0 it leaves the service to
		 * the successor at once.
		 */
		private Duration standby = Duration.ofSeconds(5);

		/**
		 * How many generations that were replaced may still finish their connections.
		 * When there is one more, the oldest is told to close its connections and to
		 * exit.
		 */
		private int maxDraining = 3;

		/**
		 * File of environment variables that is read at each restart, in the format of
		 * systemd's EnvironmentFile. The successor gets them on top of what this process
		 * has, and what was removed from the file it does not get. None by default.
		 */
		private @Nullable Path environmentFile;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getReadyTimeout() {
			return this.readyTimeout;
		}

		public void setReadyTimeout(Duration readyTimeout) {
			this.readyTimeout = readyTimeout;
		}

		public Duration getStandby() {
			return this.standby;
		}

		public void setStandby(Duration standby) {
			this.standby = standby;
		}

		public int getMaxDraining() {
			return this.maxDraining;
		}

		public void setMaxDraining(int maxDraining) {
			this.maxDraining = maxDraining;
		}

		public @Nullable Path getEnvironmentFile() {
			return this.environmentFile;
		}

		public void setEnvironmentFile(@Nullable Path environmentFile) {
			this.environmentFile = environmentFile;
		}

	}

	/**
	 * Check of the version of Spring Boot.
	 */
	public static class CompatibilityVerifier {

		/**
		 * Whether to start only with a version of Spring Boot that this version was
		 * tested with.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

}

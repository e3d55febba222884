package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.RestartVeto;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.launch.CommandLauncher;
import dev.uninterruptible.launch.StartCommand;
import dev.uninterruptible.launch.StartDirectory;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.restart.PidFile;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartSignals;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LogFile;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of restarts: the listeners, and the coordinator that hands them
 * over.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "uninterruptible.enabled", matchIfMissing = true)
@EnableConfigurationProperties(UninterruptibleProperties.class)
public final class UninterruptibleAutoConfiguration {

	@Bean
	ValidatedSettings uninterruptibleSettings(UninterruptibleProperties properties, Environment environment,
			ObjectProvider<ApplicationIdentity> application) {
		return new ValidatedSettings(properties, environment,
				application.getIfAvailable(() -> new ApplicationIdentity("")));
	}

	@Bean(destroyMethod = "close")
	ListenerRegistry uninterruptibleListenerRegistry(ObjectProvider<HandoffClient> predecessor) {
		HandoffClient handoff = predecessor.getIfAvailable();
		return (handoff != null) ? new ListenerRegistry(handoff.inherited()) : new ListenerRegistry();
	}

	@Bean
	RestartCoordinator uninterruptibleRestartCoordinator(UninterruptibleProperties properties,
			ValidatedSettings settings, ListenerRegistry listeners, ObjectProvider<HandoffClient> predecessor,
			ConfigurableApplicationContext context) throws IOException {
		HandoffClient handoff = predecessor.getIfAvailable();
		Path pidFile = settings.pidFile(handoff != null);
		return new RestartCoordinator(settings.restart(), listeners,
				launcher(properties, settings, context.getEnvironment()),
				(pidFile != null) ? new PidFile(pidFile) : null, handoff, new RestartableApplication(context));
	}

	private static CommandLauncher launcher(UninterruptibleProperties properties, ValidatedSettings settings,
			Environment environment) throws IOException {
		String command = properties.getStartCommand();
		Path directory = directory(settings);
		return new CommandLauncher((command != null) ? StartCommand.ofShell(command) : ownCommand(settings), directory,
				logFile(environment), settings.environmentFile(directory));
	}

	private static @Nullable Path directory(ValidatedSettings settings) {
		Path directory = settings.workingDirectory();
		return (directory != null || !settings.isRestartEnabled()) ? directory : StartDirectory.find();
	}

	private static @Nullable StartCommand ownCommand(ValidatedSettings settings) throws IOException {
		return (settings.isRestartEnabled() && NativeAccess.isSupported()) ? StartCommand.ofThisProcess() : null;
	}

	private static @Nullable Path logFile(Environment environment) {
		LogFile logFile = LogFile.get(environment);
		return (logFile != null) ? Path.of(logFile.toString()) : null;
	}

	/**
	 * The bean that records whether the application is ready is created first, and so
	 * hears of it first: whoever is accepted must find the application ready.
	 */
	@Bean
	RestartLifecycle uninterruptibleRestartLifecycle(RestartCoordinator coordinator, ValidatedSettings settings,
			ObjectProvider<RestartSignals> signals, ListenerRegistry listeners, ConfigurableApplicationContext context,
			ObjectProvider<ApplicationAvailability> availability) {
		availability.getIfAvailable();
		return new RestartLifecycle(coordinator, signals.getIfAvailable(), listeners, settings.isRestartEnabled(),
				context);
	}

	@Bean
	RestartVeto uninterruptibleRestartsAreSwitchedOff(ValidatedSettings settings) {
		return () -> settings.isRestartEnabled() ? null : "'uninterruptible.restart.enabled' is false";
	}

}

package dev.uninterruptible.autoconfigure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.logging.SharedLogFiles;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * What must happen before there are beans: handle the signals as early as possible, and
 * take over the predecessor's listeners before anything listens. There is one instance
 * for each {@code SpringApplication}; only the first of a process acts, so that an
 * application that is started inside another does not take what is meant for that.
 */
class UninterruptibleApplicationListener implements GenericApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(UninterruptibleApplicationListener.class);

	private static final String RESTART_ENABLED = "uninterruptible.restart.enabled";

	private static final Set<String> FOREIGN_FILE_WRITERS = Set.of("ApplicationPidFileWriter",
			"WebServerPortFileWriter");

	private static final String SIGNALS = "uninterruptibleRestartSignals";

	private @Nullable RestartSignals signals;

	private @Nullable HandoffClient handoff;

	private @Nullable StartGuard guard;

	private @Nullable StartReport report;

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		Class<?> type = eventType.getRawClass();
		return type != null && SpringApplicationEvent.class.isAssignableFrom(type);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationStartingEvent) {
			this.signals = RestartSignals.install().orElse(null);
		}
		if (this.signals == null) {
			return;
		}
		switch (event) {
			case ApplicationEnvironmentPreparedEvent prepared -> prepare(prepared.getEnvironment(), this.signals);
			case ApplicationContextInitializedEvent initialized ->
				initialize(initialized.getSpringApplication(), initialized.getApplicationContext(), this.signals);
			case ApplicationStartedEvent started -> started(started.getApplicationContext(), this.signals);
			case ApplicationReadyEvent ready -> endReport();
			case ApplicationFailedEvent failed -> {
				endReport();
				fail(failed.getException());
				release(this.signals);
			}
			default -> {
			}
		}
	}

	private void prepare(ConfigurableEnvironment environment, RestartSignals signals) {
		if (!environment.getProperty("uninterruptible.enabled", Boolean.class, true)) {
			release(signals);
		}
		else if (isRestartable(environment)) {
			SharedLogFiles.share();
		}
	}

	private static boolean isRestartable(ConfigurableEnvironment environment) {
		return !isBuild() && environment.getProperty(RESTART_ENABLED, Boolean.class, true);
	}

	private void initialize(SpringApplication application, ConfigurableApplicationContext context,
			RestartSignals signals) {
		NativeAccess.check();
		ConfigurableEnvironment environment = context.getEnvironment();
		if (!isRestartable(environment)) {
			release(signals);
			return;
		}
		warnOfForeignFiles(application);
		ApplicationIdentity identity = ApplicationIdentity.of(application, environment);
		context.getBeanFactory().registerSingleton("uninterruptibleApplicationIdentity", identity);
		StartGuard guard = new StartGuard(signals);
		this.guard = guard;
		context.getBeanFactory().addBeanPostProcessor(guard);
		Optional<HandoffAddress> launched = HandoffAddress.from(System.getenv());
		String path = environment.getProperty("uninterruptible.handoff.path");
		boolean successor = launched.isPresent() || StringUtils.hasText(path);
		context.addBeanFactoryPostProcessor((beans) -> ValidatedSettings.check(environment, identity, successor));
		if (launched.isPresent()) {
			HandoffAddress.forget();
			join(context, signals, launched.get());
		}
		else if (StringUtils.hasText(path)) {
			HandoffAddress address = HandoffAddress.ofTakeover(Path.of(path), identity.value());
			context.addBeanFactoryPostProcessor((beans) -> takeOver(context, signals, address));
		}
		else {
			context.getBeanFactory().registerSingleton(SIGNALS, signals);
		}
	}

	/**
	 * Ahead-of-time processing, and a run that trains a cache of classes, start an
	 * application in part: on a machine where that very application may serve.
	 */
	private static boolean isBuild() {
		return SpringProperties.getFlag("spring.aot.processing")
				|| "onRefresh".equalsIgnoreCase(SpringProperties.getProperty("spring.context.exit"));
	}

	/**
	 * Spring Boot's own writers delete their files when their process exits, whoever has
	 * written them again by then.
	 */
	private static void warnOfForeignFiles(SpringApplication application) {
		application.getListeners()
			.stream()
			.map((listener) -> listener.getClass().getSimpleName())
			.filter(FOREIGN_FILE_WRITERS::contains)
			.forEach((writer) -> logger.warn(
					"After a restart the file of {} is gone: its predecessor's is deleted at its exit, and that is the same file. For the pid, set 'uninterruptible.pidfile-path' instead",
					writer));
	}

	/**
	 * Only who listens somewhere may be the successor of the process that serves.
	 */
	private void takeOver(ConfigurableApplicationContext context, RestartSignals signals, HandoffAddress address) {
		if (Listening.isMeantBy(context)) {
			join(context, signals, address);
		}
		else {
			logger.info("This process listens nowhere: it does not take over at {}, and cannot be restarted", address);
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("uninterruptibleBystander", Map.of(RESTART_ENABLED, false)));
			release(signals);
		}
	}

	private void join(ConfigurableApplicationContext context, RestartSignals signals, HandoffAddress predecessor) {
		context.getBeanFactory().registerSingleton(SIGNALS, signals);
		this.handoff = Handoffs.takeOver(predecessor);
		if (this.handoff != null) {
			context.getBeanFactory().registerSingleton("uninterruptibleHandoffClient", this.handoff);
			if (this.guard != null) {
				this.guard.connectedTo(this.handoff);
			}
			StartReport report = new StartReport(this.handoff);
			this.report = report;
			context.getBeanFactory().addBeanPostProcessor(report);
			report.begin();
		}
	}

	/**
	 * Where the auto-configuration was left out, nobody else gives the signals back.
	 */
	private void started(ConfigurableApplicationContext context, RestartSignals signals) {
		if (context.getBeanNamesForType(RestartCoordinator.class, true, false).length == 0) {
			if (this.handoff != null) {
				this.handoff.failed("its configuration leaves the auto-configuration of restarts out");
			}
			release(signals);
		}
		if (this.guard != null) {
			this.guard.started();
		}
		if (this.report != null) {
			this.report.started();
		}
	}

	private void endReport() {
		if (this.report != null) {
			this.report.end();
		}
	}

	private void fail(Throwable failure) {
		if (this.handoff != null) {
			this.handoff.failed(StartFailureReason.of(failure));
		}
	}

	private void release(RestartSignals signals) {
		signals.restore();
		this.signals = null;
	}

}

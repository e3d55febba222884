package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Optional;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.restart.RestartSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What must happen before there are beans: handle the signals as early as possible, and
 * take over the predecessor's listeners before anything listens. There is one instance
 * for each {@code SpringApplication}; only the first of a process acts, so that an
 * application that is started inside another does not take what is meant for that.
 */
class UninterruptibleApplicationListener implements GenericApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(UninterruptibleApplicationListener.class);

	private @Nullable RestartSignals signals;

	private @Nullable HandoffClient handoff;

	private @Nullable StartGuard guard;

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
			case ApplicationEnvironmentPreparedEvent prepared -> {
				if (!prepared.getEnvironment().getProperty("uninterruptible.enabled", Boolean.class, true)) {
					release(this.signals);
				}
			}
			case ApplicationContextInitializedEvent initialized ->
				initialize(initialized.getApplicationContext(), this.signals);
			case ApplicationStartedEvent started when this.guard != null -> this.guard.started();
			case ApplicationFailedEvent failed -> {
				fail(failed.getException());
				release(this.signals);
			}
			default -> {
			}
		}
	}

	private void initialize(ConfigurableApplicationContext context, RestartSignals signals) {
		NativeAccess.check();
		if (context.getEnvironment().getProperty("uninterruptible.restart.enabled", Boolean.class, true)) {
			takeOver(context, signals);
		}
		else {
			release(signals);
		}
	}

	private void takeOver(ConfigurableApplicationContext context, RestartSignals signals) {
		context.getBeanFactory().registerSingleton("uninterruptibleRestartSignals", signals);
		HandoffAddress predecessor = predecessor(context.getEnvironment());
		this.handoff = (predecessor != null) ? connect(predecessor) : null;
		if (this.handoff != null) {
			context.getBeanFactory().registerSingleton("uninterruptibleHandoffClient", this.handoff);
		}
		this.guard = new StartGuard(signals, this.handoff);
		context.getBeanFactory().addBeanPostProcessor(this.guard);
	}

	/**
	 * The predecessor that launched this process, else the one that serves at the handoff
	 * path.
	 */
	private static @Nullable HandoffAddress predecessor(Environment environment) {
		Optional<HandoffAddress> launched = HandoffAddress.from(System.getenv());
		if (launched.isPresent()) {
			HandoffAddress.forget();
			return launched.get();
		}
		String path = environment.getProperty("uninterruptible.handoff.path");
		return StringUtils.hasText(path) ? HandoffAddress.ofTakeover(Path.of(path)) : null;
	}

	private static @Nullable HandoffClient connect(HandoffAddress predecessor) {
		try {
			return HandoffClient.connect(predecessor);
		}
		catch (ConnectException ex) {
			logger.info("Nobody serves at {}: this process starts without a predecessor", predecessor);
			return null;
		}
		catch (IOException ex) {
			throw failure(ex);
		}
	}

	private static ConfigurationException failure(IOException ex) {
		return new ConfigurationException(
				"The listeners of the predecessor could not be taken over: " + ex.getMessage(),
				"This process was started as the successor of another. Look for the reason in the log of that, which serves as before. "
						+ "To start without a predecessor, unset %s and %s, and leave 'uninterruptible.handoff.path' out."
							.formatted(HandoffAddress.PATH_VARIABLE, HandoffAddress.TOKEN_VARIABLE),
				ex);
	}

	private void fail(Throwable failure) {
		if (this.handoff != null) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
			this.handoff.failed((cause.getMessage() != null) ? cause.getMessage() : cause.toString());
		}
	}

	private void release(RestartSignals signals) {
		signals.restore();
		this.signals = null;
	}

}

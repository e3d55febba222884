package dev.uninterruptible.autoconfigure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Ties the {@link RestartCoordinator} to the application: it starts with the context, is
 * told when the application accepts traffic, and gives up when the context closes.
 */
class RestartLifecycle implements InitializingBean, ApplicationListener<ApplicationEvent> {

	private static final Logger logger = LoggerFactory.getLogger(RestartLifecycle.class);

	private static final Duration LOADING_LIMIT = Duration.ofSeconds(5);

	private final RestartCoordinator coordinator;

	private final @Nullable RestartSignals signals;

	private final ListenerRegistry listeners;

	private final ApplicationContext context;

	private final AtomicBoolean loaded;

	private volatile @Nullable Thread loading;

	RestartLifecycle(RestartCoordinator coordinator, @Nullable RestartSignals signals, ListenerRegistry listeners,
			boolean restartable, ApplicationContext context) {
		this.coordinator = coordinator;
		this.listeners = listeners;
		this.signals = signals;
		this.loaded = new AtomicBoolean(!restartable);
		this.context = context;
	}

	@Override
	public void afterPropertiesSet() {
		this.coordinator.start();
		if (this.signals != null) {
			this.signals.bind(this.coordinator);
		}
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		switch (event) {
			case AvailabilityChangeEvent<?> change when change.getState() == ReadinessState.ACCEPTING_TRAFFIC ->
				ready();
			case AvailabilityChangeEvent<?> change when change.getState() == LivenessState.BROKEN ->
				this.coordinator.applicationBroken("its liveness state is BROKEN");
			case ContextClosedEvent closed when closed.getApplicationContext().equals(this.context) -> close();
			default -> {
			}
		}
	}

	private void ready() {
		this.coordinator.applicationReady();
		if (this.loaded.compareAndSet(false, true)) {
			this.loading = RestartClasses.loadInBackground(this.listeners.listeners());
		}
	}

	/**
	 * A process that exits keeps its handlers to the end, whoever ends it: TERM must end
	 * it even if closing the context hangs.
	 */
	private void close() {
		boolean goesOn = !isShuttingDown();
		awaitLoading();
		this.coordinator.close(goesOn);
		if (this.signals != null && goesOn && !this.coordinator.isExiting()) {
			this.signals.restore();
		}
	}

	/**
	 * A rehearsal has a socket in the temporary directory, which must not be left there.
	 */
	private void awaitLoading() {
		Thread thread = this.loading;
		try {
			if (thread != null && !thread.join(LOADING_LIMIT)) {
				logger.debug("What a restart needs is still being loaded");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return whether the JVM runs its shutdown hooks: it refuses further ones then.
	 */
	private static boolean isShuttingDown() {
		Thread hook = Thread.ofPlatform().unstarted(() -> {
		});
		try {
			Runtime.getRuntime().addShutdownHook(hook);
			Runtime.getRuntime().removeShutdownHook(hook);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}

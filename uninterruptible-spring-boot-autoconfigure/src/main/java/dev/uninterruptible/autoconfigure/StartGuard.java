package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.restart.RestartSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;

/**
 * Cuts the start of an application short that is asked to terminate meanwhile: no further
 * bean is created, and no runner is run. Without it, the application would first start to
 * its end, since closing its context waits for that; a successor that was given up would
 * go on to, say, take a lock in a database.
 */
class StartGuard implements InstantiationAwareBeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(StartGuard.class);

	private final RestartSignals signals;

	private volatile @Nullable HandoffClient handoff;

	private volatile boolean started;

	/**
	 * Create a guard.
	 * @param signals they tell when to terminate
	 */
	StartGuard(RestartSignals signals) {
		this.signals = signals;
	}

	/**
	 * There is a predecessor, which is told when the start is cut short.
	 * @param predecessor the connection to it
	 */
	void connectedTo(HandoffClient predecessor) {
		this.handoff = predecessor;
	}

	@Override
	public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
		check();
		return null;
	}

	/**
	 * The predecessor is told first: as soon as the context has failed the JVM may end,
	 * before the failure is reported.
	 */
	private void check() {
		if (!this.started && this.signals.isTerminated()) {
			logger.warn("The start of this process is cut short: it was asked to terminate");
			StartCutShortException ex = new StartCutShortException();
			HandoffClient predecessor = this.handoff;
			if (predecessor != null) {
				predecessor.failed(ex.getMessage());
			}
			throw ex;
		}
	}

	/**
	 * The start is over but for the runners: from now on beans that are made late must be
	 * had, while connections are finished.
	 * @throws StartCutShortException if this process was asked to terminate
	 */
	void started() {
		check();
		this.started = true;
	}

}

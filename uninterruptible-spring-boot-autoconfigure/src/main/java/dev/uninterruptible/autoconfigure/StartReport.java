package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;

/**
 * Tells the predecessor how far the start of this process is: that it goes on, and,
 * should it stand still, where. The thread {@code uninterruptible-start} does so, once a
 * second at most, until the application is ready or has failed.
 */
class StartReport implements InstantiationAwareBeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

	private static final String RUNNERS = "its runners";

	private final HandoffClient predecessor;

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile @Nullable String step;

	/**
	 * Create a report.
	 * @param predecessor the connection to it
	 */
	StartReport(HandoffClient predecessor) {
		this.predecessor = predecessor;
	}

	/**
	 * Begin to tell. Where there is no thread for it, nothing is told.
	 */
	void begin() {
		try {
			Thread.ofPlatform().daemon().name("uninterruptible-start").start(this::tell);
		}
		catch (Error ex) {
			logger.debug("The predecessor is not told how far this start is, for want of a thread", ex);
		}
	}

	private void tell() {
		String told = null;
		try {
			while (!this.over.await(1, TimeUnit.SECONDS)) {
				String now = this.step;
				if (now != null && !Objects.equals(now, told)) {
					this.predecessor.startIsAt(now);
					told = now;
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The predecessor is told no more how far this start is: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
		this.step = "bean '%s'".formatted(beanName);
		return null;
	}

	/**
	 * All is made but for what the runners do.
	 */
	void started() {
		this.step = RUNNERS;
	}

	/**
	 * The application is ready, or has failed.
	 */
	void end() {
		this.over.countDown();
	}

}

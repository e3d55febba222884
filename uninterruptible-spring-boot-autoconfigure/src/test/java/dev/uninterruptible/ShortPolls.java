package dev.uninterruptible;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Has Awaitility look at a condition more often than ten times a second: most hold within
 * a few milliseconds, and there are many.
 */
public final class ShortPolls implements LauncherSessionListener {

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
		Awaitility.setDefaultPollDelay(Duration.ZERO);
	}

}

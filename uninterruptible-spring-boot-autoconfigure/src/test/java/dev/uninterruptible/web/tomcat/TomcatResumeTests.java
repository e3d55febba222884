package dev.uninterruptible.web.tomcat;

import java.time.Duration;

import dev.uninterruptible.web.ResumeContract;
import dev.uninterruptible.web.WebServerUnderTest;

/**
 * {@link TomcatDrain}, as it is taken back.
 */
class TomcatResumeTests extends ResumeContract {

	@Override
	protected WebServerUnderTest start(Duration idleTimeout) {
		return new TomcatServer(idleTimeout);
	}

}

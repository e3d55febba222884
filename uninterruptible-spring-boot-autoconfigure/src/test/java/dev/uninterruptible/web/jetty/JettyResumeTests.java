package dev.uninterruptible.web.jetty;

import java.time.Duration;

import dev.uninterruptible.web.ResumeContract;
import dev.uninterruptible.web.WebServerUnderTest;

import org.springframework.boot.web.server.Http2;

/**
 * {@link HandoffConnector}, as its drain is taken back.
 */
class JettyResumeTests extends ResumeContract {

	@Override
	protected WebServerUnderTest start(Duration idleTimeout) {
		JettyServer jetty = new JettyServer();
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		jetty.factory().setHttp2(http2);
		return jetty.start(idleTimeout);
	}

}

package dev.uninterruptible.web.netty;

import java.io.IOException;
import java.time.Duration;

import dev.uninterruptible.web.ResumeContract;
import dev.uninterruptible.web.WebServerUnderTest;

/**
 * {@link Connections} over NIO, as their drain is taken back.
 */
class NettyNioResumeTests extends ResumeContract {

	@Override
	protected WebServerUnderTest start(Duration idleTimeout) throws IOException {
		return new RunningServer(Transport.NIO, idleTimeout);
	}

}

package dev.uninterruptible.web.netty;

import java.io.IOException;
import java.time.Duration;

import dev.uninterruptible.web.ResumeContract;
import dev.uninterruptible.web.WebServerUnderTest;

/**
 * {@link Connections} over epoll, as their drain is taken back.
 */
class NettyEpollResumeTests extends ResumeContract {

	@Override
	protected WebServerUnderTest start(Duration idleTimeout) throws IOException {
		return new RunningServer(Transport.EPOLL, idleTimeout);
	}

}

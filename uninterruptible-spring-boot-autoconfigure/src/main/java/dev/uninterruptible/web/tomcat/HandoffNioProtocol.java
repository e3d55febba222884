package dev.uninterruptible.web.tomcat;

import java.time.Duration;

import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.coyote.Processor;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol (and what is upgraded from it) on a listener of ours. Tomcat
 * creates it by its class name.
 */
public final class HandoffNioProtocol extends Http11NioProtocol {

	private static final long HTTP2_DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int UNLIMITED = -1;

	private static final int ONLY_THIS = 1;

	/**
	 * Create the protocol. It cannot start before {@link #listenOn} was called.
	 */
	public HandoffNioProtocol() {
		super(new HandoffNioEndpoint());
	}

	/**
	 * Prepare the protocol. HTTP/2 serves streams for another second after it has
	 * announced by a first GOAWAY that there should be no more: the client may have sent
	 * them before it heard of that.
	 */
	@Override
	public void init() throws Exception {
		for (UpgradeProtocol upgrade : findUpgradeProtocols()) {
			if (upgrade instanceof Http2Protocol http2 && http2.getDrainTimeout() == 0) {
				http2.setDrainTimeout(HTTP2_DRAIN_NANOS);
			}
		}
		super.init();
	}

	@Override
	protected Processor createProcessor() {
		return new HandoffProcessor(this, getAdapter());
	}

	/**
	 * Return how many requests a connection may have. While connections are drained that
	 * is this one, unless the client has sent a further one already, which would be lost
	 * behind a {@code Connection: close}.
	 */
	@Override
	public int getMaxKeepAliveRequests() {
		if (!endpoint().isDraining()) {
			return super.getMaxKeepAliveRequests();
		}
		boolean more = endpoint().isIdleTimeLeft() && HandoffProcessor.isAnotherRequestWaiting();
		return more ? UNLIMITED : ONLY_THIS;
	}

	private HandoffNioEndpoint endpoint() {
		return (HandoffNioEndpoint) getEndpoint();
	}

	void listenOn(ListenerRegistry listeners, String name, @Nullable Duration idleTimeout) {
		endpoint().listenOn(listeners, name, idleTimeout);
	}

}

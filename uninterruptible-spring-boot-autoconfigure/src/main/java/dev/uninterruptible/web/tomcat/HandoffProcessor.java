package dev.uninterruptible.web.tomcat;

import java.io.IOException;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 processor, which knows whether the client has sent a further request
 * behind the one that this thread serves.
 */
final class HandoffProcessor extends Http11Processor {

	private static final ThreadLocal<HandoffProcessor> CURRENT = new ThreadLocal<>();

	HandoffProcessor(HandoffNioProtocol protocol, Adapter adapter) {
		super(protocol, adapter);
	}

	/**
	 * Return whether this thread serves a request that has another one behind it.
	 */
	static boolean isAnotherRequestWaiting() {
		HandoffProcessor current = CURRENT.get();
		return current != null && !current.hasBody() && current.hasMoreInput();
	}

	@Override
	public SocketState service(SocketWrapperBase<?> socket) throws IOException {
		CURRENT.set(this);
		try {
			return super.service(socket);
		}
		finally {
			CURRENT.remove();
		}
	}

	private boolean hasBody() {
		return this.request.getContentLengthLong() > 0 || this.request.getHeader("Transfer-Encoding") != null;
	}

	private boolean hasMoreInput() {
		return getLeftoverInput() != null || available(true) > 0;
	}

}

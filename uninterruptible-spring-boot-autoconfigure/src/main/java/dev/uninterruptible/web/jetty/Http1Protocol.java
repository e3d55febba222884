package dev.uninterruptible.web.jetty;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1.0 and HTTP/1.1.
 */
final class Http1Protocol implements Protocol {

	static final Http1Protocol INSTANCE = new Http1Protocol();

	private Http1Protocol() {
	}

	static boolean isSpokenOn(Connection connection) {
		return connection instanceof HttpConnection;
	}

	/**
	 * Nothing to do: a client can only be told by a response.
	 */
	@Override
	public void leave(Connection connection) {
	}

	@Override
	public boolean isLeaving(Connection connection) {
		return false;
	}

	/**
	 * It is, unless the client has sent its next request already: that one would be
	 * ignored. A request with content is never followed by one that has arrived.
	 */
	@Override
	public boolean isLastResponse(Connection connection, MetaData.Request request) {
		boolean content = request.getContentLength() > 0
				|| request.getHttpFields().contains(HttpHeader.TRANSFER_ENCODING);
		return content || ((HttpConnection) connection).isRequestBufferEmpty();
	}

	@Override
	public boolean isIdle(Connection connection) {
		return ((HttpConnection) connection).getHttpChannel().getRequest() == null;
	}

	@Override
	public void close(Connection connection) {
		connection.getEndPoint().close();
	}

}

package dev.uninterruptible.web.jetty;

import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2, with and without encryption. Jetty's own graceful GOAWAY is followed by a final
 * one as soon as no stream is open, and a stream that the client has opened meanwhile is
 * dropped. So the GOAWAY here admits all streams that may still come, up to the highest
 * number but that which has Jetty's meaning of graceful.
 */
final class Http2Protocol implements Protocol {

	static final Http2Protocol INSTANCE = new Http2Protocol();

	private static final GoAwayFrame LEAVE = new GoAwayFrame(Integer.MAX_VALUE - 2, ErrorCode.NO_ERROR.code,
			new byte[0]);

	private Http2Protocol() {
	}

	static boolean isSpokenOn(Connection connection) {
		return connection instanceof HTTP2Connection;
	}

	static @Nullable HttpConfiguration configuration(ConnectionFactory factory) {
		return (factory instanceof AbstractHTTP2ServerConnectionFactory http2) ? http2.getHttpConfiguration() : null;
	}

	/**
	 * Send a GOAWAY, once, unless no request has arrived yet: the server's settings have
	 * to come first. Jetty's idle timeout would fail the streams in flight after that.
	 */
	@Override
	public void leave(Connection connection) {
		if (connection.getMessagesIn() > 0) {
			connection.getEndPoint().setIdleTimeout(0);
			((HTTP2Connection) connection).getSession().goAway(LEAVE, Callback.NOOP);
		}
	}

	@Override
	public boolean isLeaving(Connection connection) {
		return ((HTTP2Connection) connection).getSession().isClosed();
	}

	@Override
	public boolean isLastResponse(Connection connection, MetaData.Request request) {
		return false;
	}

	@Override
	public boolean isIdle(Connection connection) {
		return ((HTTP2Connection) connection).getSession().getStreams().isEmpty();
	}

	@Override
	public void close(Connection connection) {
		EndPoint endPoint = connection.getEndPoint();
		if (connection.getMessagesIn() > 0) {
			((HTTP2Connection) connection).getSession()
				.close(ErrorCode.NO_ERROR.code, "", Callback.from(endPoint::close, (failure) -> endPoint.close()));
		}
		else {
			endPoint.close();
		}
	}

}

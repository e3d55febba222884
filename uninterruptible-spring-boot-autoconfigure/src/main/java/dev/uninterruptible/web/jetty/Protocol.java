package dev.uninterruptible.web.jetty;

import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * How connections of one version of HTTP are brought to their end.
 */
interface Protocol {

	/**
	 * HTTP/2 is an optional part of Jetty.
	 */
	boolean HTTP2_PRESENT = ClassUtils.isPresent("org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory",
			Protocol.class.getClassLoader());

	/**
	 * Return the protocol of a connection.
	 * @param connection the connection, decrypted
	 * @return the protocol, or {@code null} if it is none of HTTP, or not agreed on yet
	 */
	static @Nullable Protocol of(Connection connection) {
		if (Http1Protocol.isSpokenOn(connection)) {
			return Http1Protocol.INSTANCE;
		}
		return (HTTP2_PRESENT && Http2Protocol.isSpokenOn(connection)) ? Http2Protocol.INSTANCE : null;
	}

	/**
	 * Return the configuration of the connections that a factory makes.
	 * @param factory the factory
	 * @return the configuration, or {@code null} if its connections are none of HTTP
	 */
	static @Nullable HttpConfiguration configuration(ConnectionFactory factory) {
		if (factory instanceof HttpConfiguration.ConnectionFactory http) {
			return http.getHttpConfiguration();
		}
		return HTTP2_PRESENT ? Http2Protocol.configuration(factory) : null;
	}

	/**
	 * Ask the client to use another connection for further requests.
	 * @param connection the connection
	 */
	void leave(Connection connection);

	/**
	 * Return whether the client was asked to use another connection, and this one has
	 * lost its own idle timeout by that.
	 * @param connection the connection
	 */
	boolean isLeaving(Connection connection);

	/**
	 * Return whether the response to a request is to say that it is the connection's
	 * last.
	 * @param connection the connection
	 * @param request the request
	 */
	boolean isLastResponse(Connection connection, MetaData.Request request);

	/**
	 * Return whether no request is in flight.
	 * @param connection the connection
	 */
	boolean isIdle(Connection connection);

	/**
	 * Close a connection, whatever is in flight.
	 * @param connection the connection
	 */
	void close(Connection connection);

}

package dev.uninterruptible.web.jetty;

import java.nio.ByteBuffer;

import dev.uninterruptible.listener.OngoingDrain;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients, request by request, that their connection is about to be closed. What is
 * told is decided when the response is sent, so a request that was in flight when the
 * drain began is told as well, and none after it was taken back. A connection is never
 * closed on a client that was not told and might be sending its next request.
 */
final class Farewell implements HttpConfiguration.Customizer {

	private static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, "close");

	private static final HttpField CHUNKED = new HttpField(HttpHeader.TRANSFER_ENCODING, "chunked");

	private final OngoingDrain drain;

	Farewell(OngoingDrain drain) {
		this.drain = drain;
	}

	@Override
	public Request customize(Request request, HttpFields.Mutable responseHeaders) {
		Connection connection = request.getConnectionMetaData().getConnection();
		Protocol protocol = Protocol.of(connection);
		if (protocol != null) {
			if (this.drain.isUnderWay()) {
				protocol.leave(connection);
			}
			request.addHttpStreamWrapper((stream) -> new FarewellStream(stream, protocol, connection));
		}
		return request;
	}

	private final class FarewellStream extends HttpStream.Wrapper {

		private final Protocol protocol;

		private final Connection connection;

		private FarewellStream(HttpStream stream, Protocol protocol, Connection connection) {
			super(stream);
			this.protocol = protocol;
			this.connection = connection;
		}

		@Override
		public void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last,
				ByteBuffer content, Callback callback) {
			boolean closing = response != null && Farewell.this.drain.isUnderWay()
					&& !HttpStatus.isInformational(response.getStatus())
					&& this.protocol.isLastResponse(this.connection, request);
			super.send(request, (response != null && closing) ? closing(response, last, content) : response, last,
					content, callback);
		}

	}

	/**
	 * Jetty would have the end of the connection tell where the content ends, unless the
	 * response says so itself.
	 */
	private static MetaData.Response closing(MetaData.Response response, boolean last, ByteBuffer content) {
		HttpFields.Mutable fields = HttpFields.build(response.getHttpFields()).put(CLOSE);
		if (!fields.contains(HttpHeader.CONTENT_LENGTH) && hasContent(response)) {
			if (last && response.getTrailersSupplier() == null) {
				fields.put(HttpHeader.CONTENT_LENGTH, BufferUtil.length(content));
			}
			else if (!fields.contains(HttpHeader.TRANSFER_ENCODING)) {
				fields.add(CHUNKED);
			}
		}
		return new MetaData.Response(response.getStatus(), response.getReason(), response.getHttpVersion(), fields,
				response.getContentLength(), response.getTrailersSupplier());
	}

	private static boolean hasContent(MetaData.Response response) {
		return response.getStatus() != HttpStatus.NO_CONTENT_204 && response.getStatus() != HttpStatus.NOT_MODIFIED_304;
	}

}

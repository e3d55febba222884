package dev.uninterruptible.testing.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.client.HttpTarget;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection with a hundred streams at a time, each a request. Once a GOAWAY
 * has come, no further stream is opened on the connection, and what was not sent yet goes
 * to the next one. Each request that was sent counts, also where RFC 9113 would allow to
 * send it again because its stream is above the last one that the GOAWAY names.
 */
final class Http2Client implements Client {

	/**
	 * How many requests an exchange has.
	 */
	static final int STREAMS = 100;

	private final HttpTarget target;

	private final HTTP2Client client = new HTTP2Client();

	private final SslContextFactory.@Nullable Client tls;

	private @Nullable Connection connection;

	Http2Client(HttpTarget target) {
		this.target = target;
		this.tls = (target.tls() != null) ? new SslContextFactory.Client() : null;
		if (this.tls != null) {
			this.tls.setSslContext(target.tls());
			this.client.addBean(this.tls);
		}
		try {
			this.client.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void exchange(String name) throws IOException {
		boolean complete = false;
		try {
			List<CompletableFuture<Void>> replies = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				replies.add(request(name + "-" + i, i % 10 == 0));
			}
			await(CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)));
			complete = true;
		}
		finally {
			if (!complete || connection().isGoingAway()) {
				disconnect();
			}
		}
	}

	private CompletableFuture<Void> request(String name, boolean slow) throws IOException {
		String path = slow ? "/wait/50?name=" + name : "/hello/" + name;
		while (true) {
			Connection open = connection();
			Reply reply = new Reply(name);
			if (!open.isGoingAway() && open.send(request(path), reply)) {
				return reply.complete;
			}
			this.connection = null;
		}
	}

	private HeadersFrame request(String path) {
		String scheme = (this.tls != null) ? "https" : "http";
		HttpURI uri = HttpURI.from(scheme + "://localhost:" + this.target.port() + path);
		return new HeadersFrame(new MetaData.Request("GET", uri, HttpVersion.HTTP_2, HttpFields.EMPTY), null, true);
	}

	private Connection connection() throws IOException {
		Connection open = this.connection;
		if (open == null) {
			Connection opened = new Connection();
			opened.session = await(this.client.connect(this.tls, this.target.address(), opened));
			this.connection = opened;
			open = opened;
		}
		return open;
	}

	private static <T> T await(CompletableFuture<T> future) throws IOException {
		try {
			return future.orTimeout(HttpTarget.TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
	}

	private void disconnect() {
		if (this.connection != null && this.connection.session != null) {
			this.connection.session.close(0, "", Callback.NOOP);
		}
		this.connection = null;
	}

	@Override
	public void close() {
		disconnect();
		try {
			this.client.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A connection, which knows whether it may still be used.
	 */
	private static final class Connection implements Session.Listener {

		private volatile boolean goingAway;

		private @Nullable Session session;

		boolean isGoingAway() {
			return this.goingAway;
		}

		/**
		 * Opens a stream.
		 * @return {@code false} if nothing was sent because a GOAWAY came just now
		 */
		boolean send(HeadersFrame request, Reply reply) throws IOException {
			if (this.session == null) {
				throw new ClosedChannelException();
			}
			try {
				await(this.session.newStream(request, reply));
				return true;
			}
			catch (IOException ex) {
				if (this.goingAway) {
					return false;
				}
				throw ex;
			}
		}

		@Override
		public void onGoAway(Session session, GoAwayFrame frame) {
			this.goingAway = true;
		}

	}

	/**
	 * Waits for the whole reply.
	 */
	private static final class Reply implements Stream.Listener {

		private final String expected;

		private final StringBuilder body = new StringBuilder();

		private final CompletableFuture<Void> complete = new CompletableFuture<>();

		private Reply(String expected) {
			this.expected = expected;
		}

		@Override
		public void onHeaders(Stream stream, HeadersFrame frame) {
			if (!(frame.getMetaData() instanceof MetaData.Response response) || response.getStatus() != 200) {
				this.complete.completeExceptionally(new WrongAnswerException(frame.getMetaData().toString()));
			}
			stream.demand();
		}

		@Override
		public void onDataAvailable(Stream stream) {
			Stream.Data data = stream.readData();
			if (data == null) {
				stream.demand();
				return;
			}
			this.body.append(StandardCharsets.UTF_8.decode(data.frame().getByteBuffer()));
			data.release();
			if (!data.frame().isEndStream()) {
				stream.demand();
			}
			else if (this.body.toString().equals(this.expected)) {
				this.complete.complete(null);
			}
			else {
				this.complete.completeExceptionally(new WrongAnswerException(this.body.toString()));
			}
		}

		@Override
		public void onReset(Stream stream, ResetFrame frame, Callback callback) {
			this.complete.completeExceptionally(new EOFException("The stream was reset: " + frame));
			callback.succeeded();
		}

		@Override
		public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
			this.complete.completeExceptionally(new EOFException("The stream failed: " + reason + " " + failure));
			callback.succeeded();
		}

	}

}

package dev.uninterruptible.testing.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.uninterruptible.fixture.Content;
import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.client.HttpConnection;
import dev.uninterruptible.testing.client.HttpTarget;

/**
 * Kinds of HTTP/1.1 clients. Each keeps its connection from one exchange to the next,
 * until the server says {@code Connection: close}. A connection that ends at any other
 * moment, while an exchange goes on, fails that exchange.
 *
 * @param target the server
 */
public record HttpClients(HttpTarget target) {

	private static final int PIPELINED = 8;

	private static final int UPLOAD_CHUNKS = 20;

	private static final int UPLOAD_CHUNK_BYTES = 5_000;

	private static final int DOWNLOAD_BYTES_PER_SECOND = 1_000_000;

	/**
	 * One request after another.
	 * @return the clients
	 */
	public Supplier<Client> keepAlive() {
		return () -> new KeepAliveClient(this.target,
				(connection, name) -> connection.exchange("GET", "/hello/" + name).expect(name));
	}

	/**
	 * A connection for each request.
	 * @return the clients
	 */
	public Supplier<Client> newConnections() {
		return () -> (name) -> {
			try (HttpConnection connection = new HttpConnection(this.target, HttpTarget.TIMEOUT)) {
				connection.exchange("GET", "/hello/" + name).expect(name);
			}
		};
	}

	/**
	 * Eight requests in one go. All of them are answered, also where the server says with
	 * the last of the answers that it closes the connection.
	 * @return the clients
	 */
	public Supplier<Client> pipelined() {
		return () -> new KeepAliveClient(this.target, HttpClients::pipeline);
	}

	private static void pipeline(HttpConnection connection, String name) throws IOException {
		List<String> names = new ArrayList<>();
		ByteArrayOutputStream requests = new ByteArrayOutputStream();
		for (int i = 0; i < PIPELINED; i++) {
			names.add(name + "-" + i);
			requests.writeBytes(HttpConnection.request("GET", "/hello/" + name + "-" + i));
		}
		connection.send(requests.toByteArray());
		for (String expected : names) {
			connection.receive().expect(expected);
		}
	}

	/**
	 * Uploads of two seconds.
	 * @return the clients
	 */
	public Supplier<Client> slowUpload() {
		byte[] content = Content.of(UPLOAD_CHUNKS * UPLOAD_CHUNK_BYTES);
		return () -> new KeepAliveClient(this.target, (connection, name) -> {
			connection.send(HttpConnection.request("POST", "/upload", "Content-Type: application/octet-stream",
					"Content-Length: " + content.length));
			for (int i = 0; i < UPLOAD_CHUNKS; i++) {
				LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
				connection.send(Arrays.copyOfRange(content, i * UPLOAD_CHUNK_BYTES, (i + 1) * UPLOAD_CHUNK_BYTES));
			}
			connection.receive().expect(Content.describe(content));
		});
	}

	/**
	 * Downloads of five megabytes, at one megabyte a second.
	 * @return the clients
	 */
	public Supplier<Client> slowDownload() {
		String expected = Content.describe(Content.of(Content.DOWNLOAD_BYTES));
		return () -> new KeepAliveClient(this.target, DOWNLOAD_BYTES_PER_SECOND, (connection, name) -> {
			String body = connection.exchange("GET", "/download").ok();
			String got = Content.describe(body.getBytes(StandardCharsets.UTF_8));
			if (!got.equals(expected)) {
				throw new WrongAnswerException("Expected %s and got %s".formatted(expected, got));
			}
		});
	}

	/**
	 * Requests that are answered late.
	 * @param duration how late
	 * @return the clients
	 */
	public Supplier<Client> longRequest(Duration duration) {
		return () -> new KeepAliveClient(this.target,
				(connection, name) -> connection
					.exchange("GET", "/wait/%s?name=%s".formatted(duration.toMillis(), name))
					.expect(name));
	}

	/**
	 * Streams of server-sent events of five seconds, which must be complete.
	 * @return the clients
	 */
	public Supplier<Client> serverSentEvents() {
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 50; i++) {
			expected.append("data:").append(i).append("\n\n");
		}
		return () -> new KeepAliveClient(this.target,
				(connection, name) -> connection.exchange("GET", "/events?count=50").expect(expected.toString()));
	}

}

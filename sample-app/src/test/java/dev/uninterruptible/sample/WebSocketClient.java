package dev.uninterruptible.sample;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket for five seconds, on which each message is echoed, up to a proper close.
 */
final class WebSocketClient implements Client {

	private static final int MESSAGES = 50;

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final HttpTarget target;

	private final HttpClient client;

	WebSocketClient(HttpTarget target) {
		this.target = target;
		HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
		this.client = ((target.tls() != null) ? builder.sslContext(target.tls()) : builder).build();
	}

	@Override
	public void exchange(String name) throws IOException {
		Inbox inbox = new Inbox();
		WebSocket socket = await(this.client.newWebSocketBuilder().buildAsync(this.target.webSocket("/echo"), inbox));
		try {
			for (int i = 0; i < MESSAGES; i++) {
				String message = name + " message " + i;
				await(socket.sendText(message, true));
				inbox.expect(message);
				LockSupport.parkNanos(INTERVAL);
			}
			await(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
			inbox.expect("closed with " + WebSocket.NORMAL_CLOSURE);
		}
		finally {
			socket.abort();
		}
	}

	private static <T> T await(CompletableFuture<T> future) throws IOException {
		try {
			return future.orTimeout(HttpTarget.TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof IOException cause) ? cause : new IOException(ex.getCause());
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

	/**
	 * What comes back.
	 */
	private static final class Inbox implements WebSocket.Listener {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final StringBuilder message = new StringBuilder();

		void expect(String expected) throws IOException {
			try {
				String got = this.messages.poll(HttpTarget.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
				if (got == null) {
					throw new SocketTimeoutException("No answer to " + expected);
				}
				if (!got.equals(expected)) {
					throw new EOFException("Expected '" + expected + "' and got '" + got + "'");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException(ex);
			}
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.message.append(data);
			if (last) {
				this.messages.add(this.message.toString());
				this.message.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
			this.messages.add("closed with " + status);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.messages.add(error.toString());
		}

	}

}

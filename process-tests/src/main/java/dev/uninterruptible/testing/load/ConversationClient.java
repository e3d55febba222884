package dev.uninterruptible.testing.load;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.client.HttpTarget;
import org.jspecify.annotations.Nullable;

/**
 * A client of {@link Conversation}.
 */
final class ConversationClient implements Client {

	private final HttpTarget server;

	private @Nullable Socket socket;

	private @Nullable BufferedReader in;

	ConversationClient(HttpTarget server) {
		this.server = server;
	}

	@Override
	public void exchange(String name) throws IOException {
		if (this.socket == null || this.in == null) {
			this.socket = this.server.connect(HttpTarget.TIMEOUT);
			this.in = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		}
		this.socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
		String answer = this.in.readLine();
		if (answer == null) {
			throw new EOFException("The connection ended without an answer");
		}
		if (answer.equals("last: " + name) && this.in.readLine() == null) {
			close();
		}
		else if (!answer.equals("more: " + name)) {
			throw new WrongAnswerException("Sent '" + name + "' and got '" + answer + "'");
		}
	}

	@Override
	public void close() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
			this.socket = null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.uninterruptible.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.CurrentConnection;
import dev.uninterruptible.RequestHandler;

import org.springframework.stereotype.Component;

/**
 * Answers any number of lines a connection, for a server named {@code conversation}. Its
 * protocol tells the client which answer is the last one, so that the server can end a
 * connection at any time and nothing is lost.
 */
@Component
class Conversation implements RequestHandler {

	private final CurrentConnection connection;

	Conversation(CurrentConnection connection) {
		this.connection = connection;
	}

	@Override
	public void handleRequest(Socket client) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		String line = in.readLine();
		while (line != null) {
			boolean last = this.connection.shouldFinish();
			String answer = (last ? "last: " : "more: ") + line + "\n";
			client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
			line = last ? null : in.readLine();
		}
	}

}

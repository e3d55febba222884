package dev.uninterruptible.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Sends back the line that a client sent.
 */
class EchoHandler implements RequestHandler {

	private static final int TIMEOUT = 10_000;

	@Override
	public void handleRequest(Socket client) throws IOException {
		write(client, String.valueOf(read(client)));
	}

	/**
	 * Be the client of an application's only socket server.
	 */
	static @Nullable String ask(ListenerRegistry listeners, String line) throws IOException {
		Listener listener = listeners.listeners()
			.stream()
			.filter((candidate) -> candidate.name().equals(ListenerNames.SERVER + ValidatedServer.DEFAULT))
			.findFirst()
			.orElseThrow();
		try (Socket client = new Socket(listener.address().getAddress(), listener.address().getPort())) {
			client.setSoTimeout(TIMEOUT);
			write(client, line);
			return read(client);
		}
	}

	private static @Nullable String read(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
	}

	static void write(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

}

package dev.uninterruptible.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.RequestHandler;

/**
 * Sends back what a client sent.
 */
class EchoHandler implements RequestHandler {

	@Override
	public void handleRequest(Socket client) throws IOException {
		client.getInputStream().transferTo(client.getOutputStream());
	}

	/**
	 * Be a client.
	 */
	static String ask(int port, String question) throws IOException {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
			client.setSoTimeout(10_000);
			client.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
			client.shutdownOutput();
			return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}

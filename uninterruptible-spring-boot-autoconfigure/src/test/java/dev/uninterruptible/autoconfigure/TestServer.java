package dev.uninterruptible.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * The default server of an application context, as its clients see it.
 *
 * @param port where it listens
 */
record TestServer(int port) {

	private static final int TIMEOUT = 10_000;

	/**
	 * Have an application accept connections.
	 */
	static TestServer of(ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		return new TestServer(
				context.getEnvironment().getRequiredProperty("local.socket-server.default.port", Integer.class));
	}

	Socket connect() throws IOException {
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port);
		client.setSoTimeout(TIMEOUT);
		return client;
	}

	/**
	 * Send a line and return what comes back, {@code null} if the connection was closed.
	 */
	@Nullable String ask(Socket client, String line) throws IOException {
		client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)).readLine();
	}

	/**
	 * Send a line over a connection of its own, which may be reset.
	 */
	@Nullable String ask(String line) {
		try (Socket client = connect()) {
			return ask(client, line);
		}
		catch (IOException ex) {
			return null;
		}
	}

}

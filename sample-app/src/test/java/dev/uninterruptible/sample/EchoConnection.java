package dev.uninterruptible.sample;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One connection to the echo server.
 */
final class EchoConnection implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = Math.toIntExact(Duration.ofSeconds(20).toMillis());

	private final Socket socket = new Socket();

	EchoConnection(int port) throws IOException {
		try {
			this.socket.setSoTimeout(TIMEOUT_MILLIS);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
		}
		catch (IOException ex) {
			this.socket.close();
			throw ex;
		}
	}

	/**
	 * Sends a line and reads up to the end of the connection, which must bring that line
	 * and nothing else.
	 * @param line the line to send
	 * @throws EOFException if the connection ended without an answer
	 * @throws WrongAnswerException if something else came back
	 */
	void exchange(String line) throws IOException {
		send(line);
		expect(line);
	}

	void write(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reads up to the end of the connection, which must bring a line and nothing else.
	 * @param line the line that was sent
	 * @throws EOFException if the connection ended without an answer
	 * @throws WrongAnswerException if something else came back
	 */
	void expect(String line) throws IOException {
		String answer = readToEnd();
		if (answer.isEmpty()) {
			throw new EOFException("The connection ended without an answer");
		}
		if (!answer.equals(line + "\n")) {
			throw new WrongAnswerException("Sent '" + line + "' and got '" + answer + "'");
		}
	}

	/**
	 * Sends a line and waits for nothing.
	 * @param line the line to send
	 * @throws IOException if the connection is cut
	 */
	void send(String line) throws IOException {
		write(line + "\n");
	}

	/**
	 * Waits until the server ends the connection, and tells whether it did so without an
	 * answer.
	 * @return whether there was no answer
	 * @throws IOException if the server does not end it
	 */
	boolean isCut() throws IOException {
		try {
			return readToEnd().isEmpty();
		}
		catch (SocketException ex) {
			return true;
		}
	}

	private String readToEnd() throws IOException {
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

package dev.uninterruptible.testing.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.uninterruptible.testing.WrongAnswerException;

/**
 * One HTTP/1.1 connection, open for as many requests as the server allows. Nothing is
 * ever sent twice.
 */
public final class HttpConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private boolean closing;

	/**
	 * Opens a connection.
	 * @param target where to
	 * @param timeout how long connecting and each read may take
	 * @throws IOException if it cannot be opened
	 */
	public HttpConnection(HttpTarget target, Duration timeout) throws IOException {
		this(target, timeout, Integer.MAX_VALUE);
	}

	/**
	 * Opens a connection.
	 * @param target where to
	 * @param timeout how long connecting and each read may take
	 * @param bytesPerSecond how fast to read
	 * @throws IOException if it cannot be opened
	 */
	public HttpConnection(HttpTarget target, Duration timeout, int bytesPerSecond) throws IOException {
		this.socket = target.connect(timeout);
		this.in = new BufferedInputStream(new SlowStream(this.socket.getInputStream(), bytesPerSecond));
	}

	/**
	 * Asks for something without sending a body.
	 * @param method the method
	 * @param path the path
	 * @param headers further headers
	 * @return the reply
	 * @throws IOException if there is no complete reply
	 */
	public HttpReply exchange(String method, String path, String... headers) throws IOException {
		send(request(method, path, headers));
		return receive();
	}

	/**
	 * A request without a body, or the head of one with a body.
	 * @param method the method
	 * @param path the path
	 * @param headers further headers
	 * @return the bytes
	 */
	public static byte[] request(String method, String path, String... headers) {
		StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Sends bytes.
	 * @param bytes the bytes
	 * @throws IOException if the connection is cut
	 */
	public void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Reads the reply to the next request.
	 * @return the reply
	 * @throws EOFException if the connection ends before the reply does
	 */
	public HttpReply receive() throws IOException {
		String status = line();
		if (!status.startsWith("HTTP/1.1 ")) {
			throw new WrongAnswerException("Not an HTTP reply: " + status);
		}
		Map<String, String> headers = headers();
		this.closing = headers.getOrDefault("connection", "").contains("close");
		byte[] body = headers.getOrDefault("transfer-encoding", "").equals("chunked") ? chunks() : plain(headers);
		return new HttpReply(Integer.parseInt(status.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
	}

	private Map<String, String> headers() throws IOException {
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			String[] header = line.toLowerCase(Locale.ROOT).split(": *", 2);
			headers.put(header[0], header[1]);
		}
		return headers;
	}

	/**
	 * Where a reply closes the connection, the end of that may be the end of the reply
	 * (RFC 9112, section 6.3).
	 */
	private byte[] plain(Map<String, String> headers) throws IOException {
		String length = headers.get("content-length");
		if (length != null) {
			return bytes(Integer.parseInt(length));
		}
		if (!this.closing) {
			throw new WrongAnswerException("The reply does not say how long it is: " + headers);
		}
		return this.in.readAllBytes();
	}

	private byte[] chunks() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int length;
		do {
			length = Integer.parseInt(line(), 16);
			body.writeBytes(bytes(length));
			line();
		}
		while (length > 0);
		return body.toByteArray();
	}

	private byte[] bytes(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("The connection ended after %s of %s bytes".formatted(bytes.length, length));
		}
		return bytes;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("The connection ended after '" + line + "'");
			}
			line.append((char) next);
		}
		return line.toString().stripTrailing();
	}

	/**
	 * Whether the server has announced to close the connection: no request may follow.
	 * @return whether the last reply said {@code Connection: close}
	 */
	public boolean isClosing() {
		return this.closing;
	}

	/**
	 * Waits for the server to end the connection.
	 * @throws WrongAnswerException if it sends something instead
	 */
	public void awaitEnd() throws IOException {
		if (this.in.read() >= 0) {
			throw new WrongAnswerException("Something was sent that nobody had asked for");
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

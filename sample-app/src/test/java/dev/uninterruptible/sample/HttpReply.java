package dev.uninterruptible.sample;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A complete reply to one HTTP request on a connection of its own, never tried twice.
 *
 * @param status the status code
 * @param body the body, as many bytes as the headers announce
 */
record HttpReply(int status, String body) {

	static HttpReply get(int port, String path, Duration timeout) throws IOException {
		return exchange(port, "GET", path, timeout);
	}

	static HttpReply post(int port, String path, Duration timeout) throws IOException {
		return exchange(port, "POST", path, timeout);
	}

	private static HttpReply exchange(int port, String method, String path, Duration timeout) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
					Math.toIntExact(timeout.toMillis()));
			String request = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port
					+ "\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			return parse(socket.getInputStream().readAllBytes());
		}
	}

	private static HttpReply parse(byte[] bytes) throws IOException {
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		if (end < 0) {
			throw new EOFException("The connection ended after " + bytes.length + " bytes, within the headers");
		}
		String head = text.substring(0, end).toLowerCase(Locale.ROOT);
		if (!head.startsWith("http/1.1 ")) {
			throw new WrongAnswerException("Not an HTTP reply: " + head);
		}
		byte[] body = body(head, text.substring(end + 4)).getBytes(StandardCharsets.ISO_8859_1);
		return new HttpReply(Integer.parseInt(head.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
	}

	private static String body(String head, String rest) throws IOException {
		if (head.contains("\r\ntransfer-encoding: chunked")) {
			return dechunk(rest);
		}
		int at = head.indexOf("\r\ncontent-length:");
		if (at < 0) {
			throw new WrongAnswerException("The reply does not say how long it is: " + head);
		}
		int length = Integer.parseInt(head.substring(at + 17).lines().findFirst().orElseThrow().strip());
		if (rest.length() < length) {
			throw new EOFException("The body ended after " + rest.length() + " of " + length + " bytes");
		}
		return rest.substring(0, length);
	}

	private static String dechunk(String rest) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int at = 0;
		while (true) {
			int line = rest.indexOf("\r\n", at);
			int length = (line < 0) ? -1 : Integer.parseInt(rest.substring(at, line).strip(), 16);
			if (length == 0) {
				return body.toString(StandardCharsets.ISO_8859_1);
			}
			at = line + 2 + length + 2;
			if (length < 0 || rest.length() < at) {
				throw new EOFException("The body ended within a chunk");
			}
			body.writeBytes(rest.substring(line + 2, line + 2 + length).getBytes(StandardCharsets.ISO_8859_1));
		}
	}

}

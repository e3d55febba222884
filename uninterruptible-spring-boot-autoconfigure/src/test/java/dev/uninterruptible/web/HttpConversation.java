package dev.uninterruptible.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One HTTP/1.1 connection, byte by byte as a client sees it.
 */
public final class HttpConversation implements Closeable {

	private static final int TIMEOUT = 10_000;

	private final Socket socket;

	private final InputStream in;

	public HttpConversation(int port) throws IOException {
		this(InetAddress.getLoopbackAddress(), port);
	}

	public HttpConversation(InetAddress address, int port) throws IOException {
		this.socket = new Socket(address, port);
		this.socket.setSoTimeout(TIMEOUT);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	public String get(String path) throws IOException {
		send(path);
		return read();
	}

	/**
	 * Send requests, all in one packet.
	 */
	public void send(String... paths) throws IOException {
		StringBuilder requests = new StringBuilder();
		for (String path : paths) {
			requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
		}
		this.socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Read the next response: its head and its body.
	 */
	public String read() throws IOException {
		String head = readHead();
		return head + "\r\n\r\n" + readBody(head);
	}

	public String readHead() throws IOException {
		return readUntil("\r\n\r\n");
	}

	public String readBody(String head) throws IOException {
		if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
			StringBuilder body = new StringBuilder();
			int length;
			do {
				length = Integer.parseInt(readUntil("\r\n"), 16);
				body.append(new String(this.in.readNBytes(length), StandardCharsets.ISO_8859_1));
				readUntil("\r\n");
			}
			while (length > 0);
			return body.toString();
		}
		int length = Integer.parseInt(head.replaceFirst("(?is).*Content-Length: (\\d+).*", "$1"));
		return new String(this.in.readNBytes(length), StandardCharsets.ISO_8859_1);
	}

	private String readUntil(String end) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
			int next = this.in.read();
			if (next < 0) {
				throw new EOFException("The server closed the connection after '" + bytes + "'");
			}
			bytes.write(next);
		}
		String text = bytes.toString(StandardCharsets.ISO_8859_1);
		return text.substring(0, text.length() - end.length());
	}

	/**
	 * Wait, and read what comes.
	 * @return whether the server has neither closed the connection in that time nor sent
	 * anything
	 */
	public boolean staysOpenFor(Duration time) throws IOException {
		this.socket.setSoTimeout(Math.toIntExact(time.toMillis()));
		try {
			int unused = this.in.read();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		finally {
			this.socket.setSoTimeout(TIMEOUT);
		}
	}

	/**
	 * Wait for the server to close the connection.
	 */
	public boolean isClosedByServer() throws IOException {
		return this.in.read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

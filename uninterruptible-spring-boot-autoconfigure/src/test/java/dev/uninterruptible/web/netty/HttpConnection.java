package dev.uninterruptible.web.netty;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An HTTP/1.1 connection whose every byte the test knows.
 */
final class HttpConnection implements AutoCloseable {

	static final int TIMEOUT = 10_000;

	private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

	final Socket socket = new Socket();

	HttpConnection(InetSocketAddress server) throws IOException {
		this.socket.setSoTimeout(TIMEOUT);
		this.socket.connect(server);
	}

	void request(String... paths) throws IOException {
		StringBuilder requests = new StringBuilder();
		for (String path : paths) {
			requests.append("GET %s HTTP/1.1\r\nHost: test\r\n\r\n".formatted(path));
		}
		send(requests.toString());
	}

	void send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read until the given text, which is included.
	 * @return what the server has sent up to there
	 */
	String readUntil(String end) throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf(end) < 0) {
			int next = this.socket.getInputStream().read();
			if (next < 0) {
				throw new EOFException("The connection ended after '" + read + "'");
			}
			read.append((char) next);
		}
		return read.toString();
	}

	/**
	 * Read a response with its content.
	 * @return header fields in lower case, and the content
	 */
	String readResponse() throws IOException {
		String header = readUntil("\r\n\r\n").toLowerCase(Locale.ROOT);
		if (header.contains("transfer-encoding: chunked")) {
			return header + readUntil("0\r\n\r\n");
		}
		Matcher length = LENGTH.matcher(header);
		assertThat(length.find()).as(header).isTrue();
		return header + new String(this.socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))),
				StandardCharsets.UTF_8);
	}

	boolean isEnded() throws IOException {
		return this.socket.getInputStream().read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

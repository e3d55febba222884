package dev.uninterruptible.testing.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.testing.WrongAnswerException;

/**
 * A WebSocket on which each message comes back, as RFC 6455 has it: messages of one frame
 * of less than 126 bytes, under a mask of zeros.
 */
public final class WebSocketConnection implements AutoCloseable {

	/**
	 * The status of a close that somebody wanted.
	 */
	public static final int NORMAL = 1000;

	/**
	 * The status of a close by a server that ends.
	 */
	public static final int GOING_AWAY = 1001;

	private static final int TEXT = 1;

	private static final int CLOSE = 8;

	private static final int FINAL = 0x80;

	private static final int MASKED = 0x80;

	private final Socket socket;

	private final DataInputStream in;

	/**
	 * Opens a WebSocket at {@code /echo}.
	 * @param target the server
	 * @throws IOException if it is refused
	 */
	public WebSocketConnection(HttpTarget target) throws IOException {
		this.socket = target.connect(HttpTarget.TIMEOUT);
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		this.socket.getOutputStream()
			.write(HttpConnection.request("GET", "/echo", "Upgrade: websocket", "Connection: Upgrade",
					"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) this.in.readUnsignedByte());
		}
		if (!head.toString().startsWith("HTTP/1.1 101 ")) {
			throw new WrongAnswerException(head.toString());
		}
	}

	/**
	 * Sends a message and gets it back.
	 * @param message the message
	 * @throws IOException if something else comes, or nothing
	 */
	public void echo(String message) throws IOException {
		send(TEXT, message.getBytes(StandardCharsets.UTF_8));
		expect(TEXT, message);
	}

	/**
	 * Closes the WebSocket, with the handshake that belongs to it.
	 * @throws IOException if the server does not answer it
	 */
	public void closeProperly() throws IOException {
		sendClose(NORMAL);
		expect(CLOSE, "" + NORMAL);
	}

	/**
	 * Waits for the server's close frame, and answers it.
	 * @param status the status it must have
	 * @throws IOException if the connection ends without it, or something else comes
	 */
	public void expectClose(int status) throws IOException {
		expect(CLOSE, "" + status);
		sendClose(status);
	}

	private void sendClose(int status) throws IOException {
		send(CLOSE, ByteBuffer.allocate(2).putShort((short) status).array());
	}

	private void send(int opcode, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
		frame.put((byte) (FINAL | opcode)).put((byte) (MASKED | payload.length)).putInt(0).put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	private void expect(int opcode, String expected) throws IOException {
		int first = this.in.readUnsignedByte();
		byte[] payload = this.in.readNBytes(this.in.readUnsignedByte());
		String got = (first == (FINAL | CLOSE)) ? "" + ByteBuffer.wrap(payload).getShort()
				: new String(payload, StandardCharsets.UTF_8);
		if (first != (FINAL | opcode) || !got.equals(expected)) {
			throw new EOFException("Expected '%s' and got '%s' in a frame %s: %s".formatted(expected, got, first,
					new String(payload, StandardCharsets.UTF_8)));
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

package dev.uninterruptible.web;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection without encryption, frame by frame.
 */
public final class Http2Conversation implements Closeable {

	public static final int DATA = 0;

	public static final int HEADERS = 1;

	public static final int GO_AWAY = 7;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int END_STREAM = 1;

	private static final int END_STREAM_AND_HEADERS = 5;

	private static final int TIMEOUT = 10_000;

	private final Socket socket;

	private final DataInputStream in;

	private final Set<Integer> seen = new HashSet<>();

	public Http2Conversation(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(TIMEOUT);
		this.in = new DataInputStream(this.socket.getInputStream());
		this.socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		send(SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Send a GET request.
	 * @param stream the number of its stream: odd, and higher than those before
	 */
	public void get(int stream, String path) throws IOException {
		ByteArrayOutputStream fields = new ByteArrayOutputStream();
		fields.write(0x82); // :method: GET
		fields.write(0x86); // :scheme: http
		write(fields, 0x04, path);
		write(fields, 0x01, "localhost");
		send(HEADERS, END_STREAM_AND_HEADERS, stream, fields.toByteArray());
	}

	/**
	 * Have the server answer, without a request.
	 */
	public void ping() throws IOException {
		send(PING, 0, 0, new byte[8]);
		if (next(PING) == null) {
			throw new EOFException("The server closed the connection");
		}
	}

	private static void write(ByteArrayOutputStream fields, int name, String value) {
		fields.write(name);
		fields.write(value.length());
		fields.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	private void send(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	/**
	 * Read the next frame of a type.
	 * @return the frame, or {@code null} if the server closes the connection before it
	 */
	public @Nullable Frame next(int type) throws IOException {
		while (true) {
			Frame frame = next();
			if (frame == null || frame.type() == type) {
				return frame;
			}
		}
	}

	/**
	 * Return whether a frame of a type was among those that were read.
	 */
	public boolean hasSeen(int type) {
		return this.seen.contains(type);
	}

	private @Nullable Frame next() throws IOException {
		try {
			int lengthAndType = this.in.readInt();
			int flags = this.in.readUnsignedByte();
			int stream = this.in.readInt();
			ByteBuffer payload = ByteBuffer.wrap(this.in.readNBytes(lengthAndType >>> 8));
			this.seen.add(lengthAndType & 0xff);
			return new Frame(lengthAndType & 0xff, flags, stream, payload);
		}
		catch (EOFException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame that was received.
	 */
	public record Frame(int type, int flags, int stream, ByteBuffer payload) {

		public boolean isLast() {
			return (this.flags & END_STREAM) != 0;
		}

		public String text() {
			return StandardCharsets.US_ASCII.decode(this.payload.duplicate()).toString();
		}

		/**
		 * The last stream that a GOAWAY admits.
		 */
		public int lastStream() {
			return this.payload.getInt(0);
		}

	}

}

package dev.uninterruptible.web.netty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP/2 connection, with prior knowledge, whose every frame the test knows.
 */
final class Http2Connection implements AutoCloseable {

	private static final int DATA = 0;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int HEADERS = 1;

	private static final int SETTINGS = 4;

	private static final int ACK = 1;

	private static final int END_STREAM_AND_HEADERS = 5;

	private static final int TIMEOUT = 10_000;

	private final Socket socket = new Socket();

	Http2Connection(InetSocketAddress server) throws IOException {
		this.socket.setSoTimeout(TIMEOUT);
		this.socket.connect(server);
		this.socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		send(SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Send a request whose header fields refer to HPACK's static table.
	 */
	void request(int stream, String path) throws IOException {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		header.write(0x82);
		header.write(0x86);
		header.write(0x04);
		header.write(path.length());
		header.writeBytes(path.getBytes(StandardCharsets.US_ASCII));
		send(HEADERS, END_STREAM_AND_HEADERS, stream, header.toByteArray());
	}

	void acknowledge(byte[] ping) throws IOException {
		send(PING, ACK, 0, ping);
	}

	private void send(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.put((byte) 0).putShort((short) payload.length);
		frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	private byte[] read(int type) throws IOException {
		DataInputStream in = new DataInputStream(this.socket.getInputStream());
		while (true) {
			int length = (in.readUnsignedByte() << 16) + in.readUnsignedShort();
			int readType = in.readUnsignedByte();
			in.skipNBytes(5);
			byte[] payload = in.readNBytes(length);
			if (readType == type) {
				return payload;
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * Read frames up to the next GOAWAY.
	 * @return the last stream that it allows
	 */
	int readGoAway() throws IOException {
		return ByteBuffer.wrap(read(GOAWAY)).getInt();
	}

	String readData() throws IOException {
		return new String(read(DATA), StandardCharsets.UTF_8);
	}

	/**
	 * Read frames up to the next PING.
	 * @return its content
	 */
	byte[] readPing() throws IOException {
		return read(PING);
	}

}

package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Who connects to a handoff socket and is no successor.
 */
enum Stranger {

	/** Never sends anything. */
	SILENT,

	/** Sends the beginning of a frame. */
	HALF_A_FRAME,

	/** Announces more than there is. */
	TWO_GIBIBYTES,

	/** Sends a frame that is no message. */
	GARBAGE,

	/** Introduces itself with another token. */
	WRONG_TOKEN,

	/** Closes its connection without a word. */
	CLOSES_AT_ONCE;

	/**
	 * Connects.
	 * @param socket the handoff socket
	 * @return the connection
	 * @throws IOException if that is not possible
	 */
	SocketChannel connect(Path socket) throws IOException {
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		channel.write(bytes());
		if (this == CLOSES_AT_ONCE) {
			channel.close();
		}
		return channel;
	}

	private ByteBuffer bytes() {
		return switch (this) {
			case SILENT, CLOSES_AT_ONCE -> ByteBuffer.allocate(0);
			case HALF_A_FRAME -> frame("type=HELLO\nversion=1\n").limit(10);
			case TWO_GIBIBYTES -> ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).flip();
			case GARBAGE -> frame("\\u00zz and \0 no message");
			case WRONG_TOKEN -> frame("type=HELLO\nversion=1\ntoken=abcdef\npid=1\n");
		};
	}

	private static ByteBuffer frame(String payload) {
		byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).flip();
	}

	/**
	 * Whether it is sent away at once: what says nothing, or not enough, has ten seconds.
	 * @return whether the predecessor knows enough
	 */
	boolean isSentAwayAtOnce() {
		return this != SILENT && this != HALF_A_FRAME;
	}

}

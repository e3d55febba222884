package dev.uninterruptible.handoff;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.PeerCredentials;
import dev.uninterruptible.posix.UnixStream;

/**
 * Frames of the handoff protocol over a stream: a length of four bytes, then that many
 * bytes of payload.
 */
final class HandoffConnection implements Closeable {

	/**
	 * The version of the protocol. It changes only when older versions could not
	 * understand the new one.
	 */
	static final int PROTOCOL_VERSION = 1;

	/**
	 * How long the peer may take to answer when nothing keeps it from it.
	 */
	static final Duration PROMPT = Duration.ofSeconds(10);

	private static final int MAX_PAYLOAD = 1 << 20;

	private final UnixStream stream;

	HandoffConnection(UnixStream stream) {
		this.stream = stream;
	}

	PeerCredentials peer() throws IOException {
		return this.stream.peer();
	}

	void send(Message message) throws IOException {
		ByteBuffer payload = MessageCodec.encode(message);
		ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + payload.remaining());
		frame.putInt(payload.remaining()).put(payload).flip();
		this.stream.write(frame, Deadline.after(PROMPT));
	}

	void sendDescriptors(List<Descriptor> descriptors) throws IOException {
		this.stream.sendDescriptors(descriptors, Deadline.after(PROMPT));
	}

	Message receive(Deadline deadline) throws IOException {
		while (true) {
			ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
			this.stream.read(header, deadline);
			int length = header.flip().getInt();
			if (length < 0 || length > MAX_PAYLOAD) {
				throw new IOException("The peer announced a message of %d bytes, the limit is %d"
					.formatted(Integer.toUnsignedLong(length), MAX_PAYLOAD));
			}
			ByteBuffer payload = ByteBuffer.allocate(length);
			this.stream.read(payload, deadline);
			Message message = MessageCodec.decode(payload.flip());
			if (message != null) {
				return message;
			}
		}
	}

	List<Descriptor> receiveDescriptors(int count) throws IOException {
		return this.stream.receiveDescriptors(count, Deadline.after(PROMPT));
	}

	/**
	 * End the connection from another thread than the one that receives.
	 */
	void shutdown() throws IOException {
		this.stream.shutdown();
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}

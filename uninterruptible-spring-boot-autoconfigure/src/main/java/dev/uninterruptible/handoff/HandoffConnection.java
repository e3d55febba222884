package dev.uninterruptible.handoff;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import dev.uninterruptible.handoff.Message.Hello;
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

	/**
	 * How long the buffer of a peer may be full that has nothing to do but to read.
	 */
	private static final Duration MOMENT = Duration.ofMillis(100);

	private static final int MAX_PAYLOAD = 1 << 20;

	private final UnixStream stream;

	HandoffConnection(UnixStream stream) {
		this.stream = stream;
	}

	/**
	 * Connect to the process that waits at an address, and introduce this process to it.
	 * @param address the address
	 * @param patience how long that process may take to accept, if many wait for it
	 * @throws ConnectException if nobody waits there
	 * @throws SocketTimeoutException if it takes too long
	 */
	static HandoffConnection introduce(HandoffAddress address, Duration patience) throws IOException {
		HandoffConnection connection = new HandoffConnection(connect(address, patience));
		try {
			PeerCredentials peer = connection.peer();
			if (!peer.mayHandOff()) {
				throw new IOException("who waits at %s runs as user %s, not as the user of this process"
					.formatted(address, peer.uid()));
			}
			connection.send(new Hello(PROTOCOL_VERSION, address.token(), ProcessHandle.current().pid(),
					Message.REVISION, address.application()));
			return connection;
		}
		catch (IOException | RuntimeException | Error ex) {
			connection.close();
			throw ex;
		}
	}

	private static UnixStream connect(HandoffAddress address, Duration patience) throws IOException {
		try {
			return UnixStream.connect(address.path(), Deadline.after(patience));
		}
		catch (SocketTimeoutException ex) {
			throw silence(address, patience, ex);
		}
		catch (ConnectException ex) {
			if (!address.isTakeover()) {
				HandoffDirectory.clean(address.path());
			}
			throw ex;
		}
	}

	PeerCredentials peer() throws IOException {
		return this.stream.peer();
	}

	void send(Message message) throws IOException {
		send(message, Deadline.after(PROMPT));
	}

	/**
	 * Send a message without waiting for a peer that does not read. A part of a frame may
	 * have been sent if that fails, so the connection ends with it.
	 */
	void sendAtOnce(Message message) throws IOException {
		try {
			send(message, Deadline.after(MOMENT));
		}
		catch (IOException ex) {
			shutdown();
			throw ex;
		}
	}

	/**
	 * Send a short message, unless the peer has not read what was sent before.
	 */
	void sendIfRead(Message message) throws IOException {
		if (this.stream.hasRoom()) {
			sendAtOnce(message);
		}
	}

	private void send(Message message, Deadline deadline) throws IOException {
		ByteBuffer payload = MessageCodec.encode(message);
		ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + payload.remaining());
		frame.putInt(payload.remaining()).put(payload).flip();
		this.stream.write(frame, deadline);
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
				throw new IOException("The peer announced a message of %s bytes, the limit is %s"
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

	/**
	 * Receive the first message of the process to which this one has connected.
	 * @param address where that waits
	 * @param patience how long it may take
	 * @throws SocketTimeoutException if it takes longer
	 */
	Message receiveAnswer(HandoffAddress address, Duration patience) throws IOException {
		try {
			return receive(Deadline.after(patience));
		}
		catch (SocketTimeoutException ex) {
			throw silence(address, patience, ex);
		}
	}

	private static SocketTimeoutException silence(HandoffAddress address, Duration patience, IOException cause) {
		SocketTimeoutException silence = new SocketTimeoutException(
				"nobody answered at %s within %s s: the process that serves there may be stopped".formatted(address,
						patience.toSeconds()));
		silence.initCause(cause);
		return silence;
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

package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import jnr.constants.platform.Errno;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/**
 * A connected stream over a Unix-domain socket, which carries bytes and descriptors. One
 * thread reads and closes the stream; others may write to it and shut it down. The rule
 * matters: a native call on a number that was closed under it could reach whatever this
 * process opened next.
 */
public final class UnixStream implements Closeable {

	/**
	 * How jnr-unixsocket words it.
	 */
	private static final Set<String> NOBODY_LISTENS = Set.of(Errno.ENOENT.toString(), Errno.ECONNREFUSED.toString());

	private final UnixSocketChannel channel;

	private final DescriptorPassing passing;

	private final ReentrantLock writing = new ReentrantLock();

	UnixStream(UnixSocketChannel channel) throws IOException {
		this.channel = channel;
		this.passing = new DescriptorPassing(channel.getFD());
		new Descriptor(channel.getFD()).closeOnExec();
	}

	/**
	 * Connect to the socket at the given path.
	 * @param path the path
	 * @return the stream, for the caller to close
	 * @throws ConnectException if nobody listens there
	 * @throws IOException if it cannot be connected to
	 */
	public static UnixStream connect(Path path) throws IOException {
		try {
			return new UnixStream(UnixSocketChannel.open(new UnixSocketAddress(path.toString())));
		}
		catch (IOException ex) {
			String message = "Cannot connect to %s: %s".formatted(path, ex.getMessage());
			if (NOBODY_LISTENS.contains(String.valueOf(ex.getMessage()))) {
				throw (ConnectException) new ConnectException(message).initCause(ex);
			}
			throw new IOException(message, ex);
		}
	}

	/**
	 * Return who is at the other end.
	 * @return the credentials of the process that connected or listened
	 * @throws IOException if the kernel does not tell
	 */
	public PeerCredentials peer() throws IOException {
		if (Posix.isLinux()) {
			return new PeerCredentials(this.channel.getOption(UnixSocketOptions.SO_PEERCRED).getUid());
		}
		int[] uid = new int[1];
		Posix.check("getpeereid", Posix.sockets().getpeereid(this.channel.getFD(), uid, new int[1]));
		return new PeerCredentials(uid[0]);
	}

	/**
	 * Fill the buffer.
	 * @param buffer the buffer to fill
	 * @param deadline by when
	 * @throws EOFException if the peer closed the stream, or is gone
	 * @throws SocketTimeoutException if the deadline passed
	 * @throws IOException if the stream is broken
	 */
	public void read(ByteBuffer buffer, Deadline deadline) throws IOException {
		while (buffer.hasRemaining()) {
			this.channel.setOption(UnixSocketOptions.SO_RCVTIMEO, timeout(deadline));
			if (this.channel.read(buffer) < 0) {
				throw new EOFException("The peer closed the connection");
			}
		}
	}

	/**
	 * Write all of the buffer.
	 * @param buffer the bytes to write
	 * @param deadline by when
	 * @throws SocketTimeoutException if the deadline passed
	 * @throws IOException if the stream is broken
	 */
	public void write(ByteBuffer buffer, Deadline deadline) throws IOException {
		whileOpen(() -> {
			while (buffer.hasRemaining()) {
				this.channel.setOption(UnixSocketOptions.SO_SNDTIMEO, timeout(deadline));
				this.channel.write(buffer);
			}
		});
	}

	/**
	 * Pass descriptors to the peer. They stay open here.
	 * @param descriptors the descriptors, as many as the peer expects
	 * @param deadline by when
	 * @throws IOException if they cannot be passed
	 */
	public void sendDescriptors(List<Descriptor> descriptors, Deadline deadline) throws IOException {
		whileOpen(() -> {
			this.channel.setOption(UnixSocketOptions.SO_SNDTIMEO, timeout(deadline));
			this.passing.send(descriptors);
		});
	}

	/**
	 * Receive descriptors from the peer. Child processes do not inherit them.
	 * @param count how many to expect
	 * @param deadline by when
	 * @return the descriptors, for the caller to close
	 * @throws IOException if fewer or more arrive: then all of them are closed
	 */
	public List<Descriptor> receiveDescriptors(int count, Deadline deadline) throws IOException {
		this.channel.setOption(UnixSocketOptions.SO_RCVTIMEO, timeout(deadline));
		return this.passing.receive(count);
	}

	private static int timeout(Deadline deadline) throws SocketTimeoutException {
		Duration remaining = deadline.remaining();
		if (remaining.isZero()) {
			throw new SocketTimeoutException("The peer took too long");
		}
		return Math.clamp(remaining.toMillis(), 1, Integer.MAX_VALUE);
	}

	/**
	 * End the stream for both peers. The thread that reads from it, here and there, gets
	 * the end of the stream.
	 * @throws IOException if the stream is closed
	 */
	public void shutdown() throws IOException {
		whileOpen(() -> {
			this.channel.shutdownInput();
			this.channel.shutdownOutput();
		});
	}

	/**
	 * Close the stream. To be called by the thread that reads from it.
	 */
	@Override
	public void close() throws IOException {
		this.writing.lock();
		try {
			this.channel.close();
		}
		finally {
			this.writing.unlock();
		}
	}

	private void whileOpen(NativeAction action) throws IOException {
		this.writing.lock();
		try {
			if (!this.channel.isOpen()) {
				throw new ClosedChannelException();
			}
			action.run();
		}
		finally {
			this.writing.unlock();
		}
	}

	private interface NativeAction {

		void run() throws IOException;

	}

}

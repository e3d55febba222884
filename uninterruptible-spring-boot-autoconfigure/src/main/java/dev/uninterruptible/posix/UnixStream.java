package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import jnr.constants.platform.Errno;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/**
 * A connected stream over a Unix-domain socket, which carries bytes and descriptors. One
 * thread reads and closes the stream; others may write to it and shut it down. The rule
 * matters: a native call on a number that was closed under it could reach whatever this
 * process opened next.
 */
public final class UnixStream implements Closeable {

	private final UnixSocketChannel channel;

	private final DescriptorPassing passing;

	private final ReentrantLock writing = new ReentrantLock();

	private UnixStream(UnixSocketChannel channel) {
		this.channel = channel;
		this.passing = new DescriptorPassing(channel.getFD(), this::setTimeout);
	}

	/**
	 * Make a stream of a channel that is connected.
	 * @param channel the channel, which is closed if that is not possible
	 */
	static UnixStream of(UnixSocketChannel channel) throws IOException {
		try {
			new Descriptor(channel.getFD()).closeOnExec();
			return new UnixStream(channel);
		}
		catch (IOException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Connect to the socket at the given path. On Linux this waits while the queue of who
	 * listens there is full: a process that was stopped leaves it so.
	 * @param path the path
	 * @param deadline by when there must be room; it is tried once in any case
	 * @return the stream, for the caller to close
	 * @throws ConnectException if nobody listens there
	 * @throws SocketTimeoutException if there is no room in the queue
	 * @throws IOException if it cannot be connected to
	 */
	public static UnixStream connect(Path path, Deadline deadline) throws IOException {
		UnixStream stream = of(UnixSocketChannel.open());
		try {
			stream.connectTo(path, deadline);
			return stream;
		}
		catch (IOException | RuntimeException | Error ex) {
			stream.close();
			throw ex;
		}
	}

	private void connectTo(Path path, Deadline deadline) throws IOException {
		byte[] name = SocketName.of(path);
		Errno error;
		do {
			this.channel.setOption(UnixSocketOptions.SO_SNDTIMEO, milliseconds(deadline));
			if (Posix.library().connect(this.channel.getFD(), name, name.length) == 0) {
				return;
			}
			error = Errno.valueOf(Posix.CALLS.errno());
			String message = "Cannot connect to %s: %s".formatted(path, error.description());
			switch (error) {
				case ENOENT, ECONNREFUSED -> throw new ConnectException(message);
				case EAGAIN, EINTR -> {
					// Once more, until the deadline
				}
				default -> throw new IOException(message);
			}
		}
		while (error == Errno.EINTR || !deadline.hasPassed());
		throw new SocketTimeoutException("Nobody accepts at %s".formatted(path));
	}

	/**
	 * Return who is at the other end.
	 * @return the credentials of the process that connected or listened
	 * @throws IOException if the kernel does not tell
	 */
	public PeerCredentials peer() throws IOException {
		if (Posix.isLinux()) {
			Credentials peer = this.channel.getOption(UnixSocketOptions.SO_PEERCRED);
			return new PeerCredentials(peer.getUid(), peer.getPid());
		}
		int[] uid = new int[1];
		Posix.check("getpeereid", Posix.library().getpeereid(this.channel.getFD(), uid, new int[1]));
		return new PeerCredentials(uid[0], PeerCredentials.UNKNOWN);
	}

	/**
	 * Fill the buffer.
	 * @param buffer the buffer to fill
	 * @param deadline by when; it is tried once in any case
	 * @throws EOFException if the peer closed the stream, or is gone
	 * @throws SocketTimeoutException if the deadline passed
	 * @throws IOException if the stream is broken
	 */
	public void read(ByteBuffer buffer, Deadline deadline) throws IOException {
		while (buffer.hasRemaining()) {
			boolean late = deadline.hasPassed();
			setTimeout(UnixSocketOptions.SO_RCVTIMEO, deadline);
			if (this.channel.read(buffer) < 0) {
				throw new EOFException("The peer closed the connection");
			}
			checkInTime(buffer, late);
		}
	}

	/**
	 * Write all of the buffer.
	 * @param buffer the bytes to write
	 * @param deadline by when; it is tried once in any case
	 * @throws SocketTimeoutException if the deadline passed
	 * @throws IOException if the stream is broken
	 */
	public void write(ByteBuffer buffer, Deadline deadline) throws IOException {
		whileOpen(() -> {
			while (buffer.hasRemaining()) {
				boolean late = deadline.hasPassed();
				setTimeout(UnixSocketOptions.SO_SNDTIMEO, deadline);
				this.channel.write(buffer);
				checkInTime(buffer, late);
			}
		});
	}

	/**
	 * Return whether some kilobytes can be written without waiting for the peer. On Linux
	 * that is so while no more than a quarter of what fits waits to be read, see
	 * {@code unix_writable} in the kernel.
	 * @return {@code true} if they can be
	 * @throws IOException if the stream is closed
	 */
	public boolean hasRoom() throws IOException {
		boolean[] room = new boolean[1];
		whileOpen(() -> room[0] = Readiness.isWritable(this.channel.getFD()));
		return room[0];
	}

	/**
	 * Pass descriptors to the peer. They stay open here.
	 * @param descriptors the descriptors, as many as the peer expects
	 * @param deadline by when
	 * @throws IOException if they cannot be passed
	 */
	public void sendDescriptors(List<Descriptor> descriptors, Deadline deadline) throws IOException {
		whileOpen(() -> this.passing.send(descriptors, deadline));
	}

	/**
	 * Receive descriptors from the peer. Child processes do not inherit them.
	 * @param count how many to expect
	 * @param deadline by when
	 * @return the descriptors, for the caller to close
	 * @throws IOException if fewer or more arrive: then all of them are closed
	 */
	public List<Descriptor> receiveDescriptors(int count, Deadline deadline) throws IOException {
		return this.passing.receive(count, deadline);
	}

	private void setTimeout(SocketOption<Integer> option, Deadline deadline) throws IOException {
		this.channel.setOption(option, milliseconds(deadline));
	}

	/**
	 * A peer is late only if what it was to do is not done when one looks once more: the
	 * time may have passed because this process stood still.
	 */
	private static void checkInTime(ByteBuffer buffer, boolean late) throws SocketTimeoutException {
		if (late && buffer.hasRemaining()) {
			throw new SocketTimeoutException("The peer took too long");
		}
	}

	/**
	 * Zero would mean for ever.
	 */
	private static int milliseconds(Deadline deadline) {
		return Math.clamp(deadline.remaining().toMillis(), 1, Integer.MAX_VALUE);
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

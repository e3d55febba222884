package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A Unix-domain socket that listens at a path, for this user alone.
 */
public final class UnixListener implements Closeable {

	private static final int BACKLOG = 16;

	private static final Duration OUT_OF_DESCRIPTORS_PAUSE = Duration.ofMillis(20);

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-------");

	private final SocketFile file;

	private final UnixServerSocketChannel channel;

	private final Readiness readiness;

	private final ReentrantLock waiting = new ReentrantLock();

	private volatile boolean closed;

	private UnixListener(SocketFile file, UnixServerSocketChannel channel, Readiness readiness) {
		this.file = file;
		this.channel = channel;
		this.readiness = readiness;
	}

	/**
	 * Bind and listen at a path. A file that is there already is replaced at one stroke:
	 * who connects meanwhile gets to the one or to the other.
	 * @param path the path, at most {@value SocketFile#MAX_PATH_LENGTH} bytes long
	 * @return the listener, for the caller to close
	 * @throws IOException if that is not possible: then there is no file
	 */
	public static UnixListener bind(Path path) throws IOException {
		try {
			UnixServerSocketChannel channel = UnixServerSocketChannel.open();
			try {
				return bind(channel, path);
			}
			catch (IOException | RuntimeException | Error ex) {
				channel.close();
				throw ex;
			}
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException("Cannot listen at %s: %s".formatted(path, ex.getMessage()), ex);
		}
	}

	/**
	 * The file comes last, so that nothing which fails leaves it behind.
	 */
	private static UnixListener bind(UnixServerSocketChannel channel, Path path) throws IOException {
		Descriptor socket = new Descriptor(channel.getFD());
		socket.closeOnExec();
		channel.configureBlocking(false);
		Readiness readiness = Readiness.of(socket.number());
		try {
			return new UnixListener(SocketFile.bind(socket, path, PERMISSIONS, BACKLOG), channel, readiness);
		}
		catch (IOException | RuntimeException | Error ex) {
			readiness.close();
			throw ex;
		}
	}

	/**
	 * Return whether its file is still there.
	 * @return {@code false} if it was removed or replaced
	 */
	public boolean isThere() {
		return this.file.exists();
	}

	/**
	 * Wait for the next connection.
	 * @return the connection, for the caller to close, or {@code null} once this listener
	 * is closed
	 * @throws IOException if no connection can be accepted
	 */
	public @Nullable UnixStream accept() throws IOException {
		this.waiting.lock();
		try {
			while (!this.closed) {
				if (this.readiness.await()) {
					UnixSocketChannel accepted = this.channel.accept();
					if (accepted != null) {
						return UnixStream.of(accepted);
					}
					LockSupport.parkNanos(OUT_OF_DESCRIPTORS_PAUSE.toNanos());
				}
			}
			return null;
		}
		finally {
			this.waiting.unlock();
		}
	}

	/**
	 * Stop listening and remove the file, unless somebody else has replaced it. A thread
	 * that waits in {@link #accept()} returns first, so that no descriptor is closed
	 * under it.
	 */
	@Override
	public void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			try {
				this.file.delete();
			}
			finally {
				closeSocket();
			}
		}
	}

	private void closeSocket() throws IOException {
		this.readiness.wakeUp();
		this.waiting.lock();
		try {
			this.readiness.close();
			this.channel.close();
		}
		finally {
			this.waiting.unlock();
		}
	}

}

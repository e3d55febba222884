package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import jnr.enxio.channels.NativeSelectorProvider;
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

	private final Selector selector;

	private final ReentrantLock selecting = new ReentrantLock();

	private volatile boolean closed;

	private UnixListener(SocketFile file, UnixServerSocketChannel channel, Selector selector) {
		this.file = file;
		this.channel = channel;
		this.selector = selector;
	}

	/**
	 * Bind and listen at a path. A file that is there already is replaced at one stroke:
	 * who connects meanwhile gets to the one or to the other.
	 * @param path the path, at most {@value SocketFile#MAX_PATH_LENGTH} bytes long
	 * @return the listener, for the caller to close
	 * @throws IOException if that is not possible
	 */
	public static UnixListener bind(Path path) throws IOException {
		UnixServerSocketChannel channel = UnixServerSocketChannel.open();
		try {
			Descriptor socket = new Descriptor(channel.getFD());
			socket.closeOnExec();
			SocketFile file = SocketFile.bind(socket, path, PERMISSIONS, BACKLOG);
			channel.configureBlocking(false);
			Selector selector = NativeSelectorProvider.getInstance().openSelector();
			channel.register(selector, SelectionKey.OP_ACCEPT);
			return new UnixListener(file, channel, selector);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw new IOException("Cannot listen at %s: %s".formatted(path, ex.getMessage()), ex);
		}
	}

	/**
	 * Wait for the next connection.
	 * @return the connection, for the caller to close, or {@code null} once this listener
	 * is closed
	 * @throws IOException if no connection can be accepted
	 */
	public @Nullable UnixStream accept() throws IOException {
		this.selecting.lock();
		try {
			while (!this.closed) {
				boolean ready = this.selector.select() > 0;
				this.selector.selectedKeys().clear();
				UnixSocketChannel accepted = this.channel.accept();
				if (accepted != null) {
					return new UnixStream(accepted);
				}
				if (ready) {
					LockSupport.parkNanos(OUT_OF_DESCRIPTORS_PAUSE.toNanos());
				}
			}
			return null;
		}
		finally {
			this.selecting.unlock();
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
			this.file.delete();
			this.selector.wakeup();
			this.selecting.lock();
			try {
				this.selector.close();
				this.channel.close();
			}
			finally {
				this.selecting.unlock();
			}
		}
	}

}

package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import jnr.enxio.channels.NativeSelectorProvider;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A Unix-domain socket that listens at a path, for this user alone.
 */
public final class UnixListener implements Closeable {

	/**
	 * How many bytes {@code sun_path} takes on every system, see {@code unix(7)}: 104 on
	 * macOS, 108 on Linux, less the closing zero.
	 */
	public static final int MAX_PATH_LENGTH = 103;

	private static final int BACKLOG = 16;

	private static final Duration OUT_OF_DESCRIPTORS_PAUSE = Duration.ofMillis(20);

	private final Path path;

	private final @Nullable Object fileKey;

	private final UnixServerSocketChannel channel;

	private final Selector selector;

	private final ReentrantLock selecting = new ReentrantLock();

	private volatile boolean closed;

	private UnixListener(Path path, @Nullable Object fileKey, UnixServerSocketChannel channel, Selector selector) {
		this.path = path;
		this.fileKey = fileKey;
		this.channel = channel;
		this.selector = selector;
	}

	/**
	 * Bind and listen at a path. A file that is there already is replaced at one stroke:
	 * who connects meanwhile gets to the one or to the other.
	 * @param path the path, at most {@value #MAX_PATH_LENGTH} bytes long
	 * @return the listener, for the caller to close
	 * @throws IOException if that is not possible
	 */
	public static UnixListener bind(Path path) throws IOException {
		Path unnamed = path.resolveSibling("." + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX));
		UnixServerSocketChannel channel = UnixServerSocketChannel.open();
		try {
			new Descriptor(channel.getFD()).closeOnExec();
			Files.deleteIfExists(unnamed);
			channel.socket().bind(new UnixSocketAddress(unnamed.toString()), BACKLOG);
			Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
			Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			channel.configureBlocking(false);
			Selector selector = NativeSelectorProvider.getInstance().openSelector();
			channel.register(selector, SelectionKey.OP_ACCEPT);
			return new UnixListener(path, fileKey(path), channel, selector);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			Files.deleteIfExists(unnamed);
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

	private static @Nullable Object fileKey(Path path) {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
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
			if (this.fileKey != null && this.fileKey.equals(fileKey(this.path))) {
				Files.deleteIfExists(this.path);
			}
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

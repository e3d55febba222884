package dev.uninterruptible.logging;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which several processes append, and that any of them, or a program like
 * {@code logrotate}, may move away at any time: what is written goes to the file that has
 * the name then, which is made if there is none. For as long as somebody writes, it is
 * locked (see {@code fcntl(2)}), so that a process of this kind which moves it can tell
 * that nobody writes any more to what it has moved.
 * <p>
 * Who holds the lock and does not let go, since it is stopped, say, is waited for once,
 * and then not for a while: a line in the wrong file is better than a server that stands
 * still. Where there are no locks, there are none.
 */
final class SharedFile extends OutputStream {

	private static final Logger logger = LoggerFactory.getLogger(SharedFile.class);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Duration IMPATIENCE = Duration.ofSeconds(30);

	private static final Duration PAUSE = Duration.ofNanos(50_000);

	private static final int MOST_LINKS = 40;

	private static final Path DESCRIPTORS = Path.of("/proc");

	private final Path path;

	private Opened opened;

	private int number;

	private boolean held;

	private boolean alone;

	private long lost;

	private boolean closed;

	private long impatientUntil = System.nanoTime();

	private SharedFile(Path path, Opened opened) {
		this.path = path;
		this.opened = opened;
	}

	/**
	 * Open a file to append to, and make it and its directory if they are not there.
	 * @param path the path
	 * @return the file
	 * @throws IOException if that is not possible
	 */
	static SharedFile open(Path path) throws IOException {
		Path target = behindLinks(path);
		return new SharedFile(target, Opened.at(target));
	}

	/**
	 * Who rolls moves the file, not a link that leads to it: else its lines would be in
	 * two files. What leads to a descriptor, as {@code /dev/stdout}, stays as it is.
	 */
	private static Path behindLinks(Path path) throws IOException {
		Path target = path;
		for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(target); i++) {
			target = target.resolveSibling(Files.readSymbolicLink(target));
			if (target.startsWith(DESCRIPTORS)) {
				return path;
			}
		}
		return target;
	}

	/**
	 * Return where the file is: the path is that of a link no longer.
	 */
	Path path() {
		return this.path;
	}

	/**
	 * Return how often another file had the name.
	 * @return a number that changes whenever this opens another one, and is negative
	 * while another one has the name that is not yet open
	 */
	synchronized int number() {
		return this.opened.isAt(this.path) ? this.number : -1;
	}

	/**
	 * Do something while nobody else writes to the file.
	 * @param action what to do
	 * @return {@code false} if it was not done: the file has been moved, or somebody does
	 * not let go of it
	 */
	synchronized boolean alone(Runnable action) throws IOException {
		boolean interrupted = Thread.interrupted();
		FileLock lock = lock();
		try {
			boolean mayBeDone = !this.held && this.opened.isCurrent(this.path);
			if (mayBeDone) {
				this.alone = true;
				action.run();
			}
			return mayBeDone;
		}
		finally {
			this.alone = false;
			release(lock);
			restore(interrupted);
		}
	}

	@Override
	public void write(int oneByte) throws IOException {
		write(new byte[] { (byte) oneByte }, 0, 1);
	}

	/**
	 * An interrupt of the thread closes what it locks: then the file is opened anew.
	 */
	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		boolean interrupted = Thread.interrupted();
		FileLock lock = lock();
		try {
			while (!this.opened.isCurrent(this.path)) {
				release(lock);
				interrupted |= Thread.interrupted();
				reopen();
				lock = lock();
			}
			append(bytes, offset, length);
			tellOfLost();
		}
		catch (IOException ex) {
			this.lost++;
			throw ex;
		}
		finally {
			release(lock);
			restore(interrupted);
		}
	}

	private static void restore(boolean interrupted) {
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Of what does not fit on the disk, nothing is left: the next line begins where this
	 * one did. A file that is moved away at this very moment takes the line with it.
	 */
	private void append(byte[] bytes, int offset, int length) throws IOException {
		File named = this.path.toFile();
		long before = named.length();
		try {
			this.opened.file().write(bytes, offset, length);
		}
		catch (IOException ex) {
			if (!this.held && this.opened.isCurrent(this.path)) {
				this.opened.file().getChannel().truncate(before);
			}
			throw ex;
		}
	}

	/**
	 * Not by this thread, which is in the middle of a line.
	 */
	private void tellOfLost() {
		long lines = this.lost;
		if (lines == 0) {
			return;
		}
		try {
			Thread unused = Thread.ofVirtual()
				.start(() -> logger.warn("{} lines of this process could not be written to {}, and are lost", lines,
						this.path));
			this.lost = 0;
		}
		catch (Error ex) {
			logger.trace("There is no thread to tell of {} lost lines", lines, ex);
		}
	}

	private void reopen() throws IOException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
		if (Files.exists(this.path) && !Files.isRegularFile(this.path)) {
			throw new IOException("%s is no regular file: a FIFO would keep its writer".formatted(this.path));
		}
		Opened before = this.opened;
		this.opened = Opened.at(this.path);
		this.number++;
		before.file().close();
	}

	private static void release(@Nullable FileLock lock) throws IOException {
		if (lock != null && lock.acquiredBy().isOpen()) {
			lock.release();
		}
	}

	/**
	 * Lock the file, if that is possible.
	 */
	private @Nullable FileLock lock() {
		if (this.alone) {
			return null;
		}
		long start = System.nanoTime();
		long patience = (start - this.impatientUntil < 0) ? 0 : PATIENCE.toNanos();
		try {
			FileLock lock = tryToLock();
			while (lock == null && System.nanoTime() - start < patience) {
				LockSupport.parkNanos(PAUSE.toNanos());
				lock = tryToLock();
			}
			this.held = lock == null;
			if (this.held && patience > 0) {
				this.impatientUntil = System.nanoTime() + IMPATIENCE.toNanos();
			}
			return lock;
		}
		catch (IOException ex) {
			this.held = false;
			return null;
		}
	}

	/**
	 * Another log of this JVM that writes to the file counts as another process does.
	 */
	private @Nullable FileLock tryToLock() throws IOException {
		try {
			return this.opened.file().getChannel().tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public synchronized void close() throws IOException {
		this.closed = true;
		this.opened.file().close();
	}

	/**
	 * A file that is open.
	 *
	 * @param file the file
	 * @param key what tells it from all other files for as long as it is open
	 */
	private record Opened(FileOutputStream file, Object key) {

		static Opened at(Path path) throws IOException {
			Path directory = path.toAbsolutePath().getParent();
			if (directory != null) {
				Files.createDirectories(directory);
			}
			while (true) {
				Object before = key(path);
				FileOutputStream file = new FileOutputStream(path.toFile(), true);
				if (before != null && before.equals(key(path))) {
					return new Opened(file, before);
				}
				file.close();
			}
		}

		boolean isCurrent(Path path) {
			return this.file.getChannel().isOpen() && isAt(path);
		}

		boolean isAt(Path path) {
			return this.key.equals(key(path));
		}

		private static @Nullable Object key(Path path) {
			try {
				return Objects.requireNonNullElse(Files.readAttributes(path, BasicFileAttributes.class).fileKey(),
						path);
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

}

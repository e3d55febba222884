package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The file by which clients find a Unix-domain socket. It is known by its identity, so
 * that what somebody else has put in its place since is left alone.
 */
public final class SocketFile {

	/**
	 * How many bytes {@code sun_path} takes on every system, see {@code unix(7)}: 104 on
	 * macOS, 108 on Linux, less the closing zero.
	 */
	public static final int MAX_PATH_LENGTH = 103;

	private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(1);

	private final Path path;

	private final @Nullable String key;

	private SocketFile(Path path, @Nullable String key) {
		this.path = path;
		this.key = key;
	}

	/**
	 * Return the file that is at a path now.
	 * @param path the path
	 * @return the file, which does not exist if there is none
	 */
	public static SocketFile at(Path path) {
		return new SocketFile(path, key(path));
	}

	/**
	 * Return the file that was at a path once.
	 * @param path the path
	 * @param key what {@link #key()} of the file was
	 * @return the file, which does not exist if another one is there
	 */
	public static SocketFile of(Path path, String key) {
		return new SocketFile(path, key);
	}

	/**
	 * Bind a socket to a path, and listen. A socket that is there already is replaced at
	 * one stroke: who connects meanwhile gets to the one or to the other. Nobody can
	 * connect before the file has its permissions. What is no socket stays.
	 * @param socket the socket
	 * @param path the path
	 * @param permissions who may connect: those who may write
	 * @param backlog how many connections may wait to be accepted
	 * @return the file
	 * @throws IOException if that is not possible
	 */
	static SocketFile bind(Descriptor socket, Path path, Set<PosixFilePermission> permissions, int backlog)
			throws IOException {
		Path unnamed = unnamed(path);
		try {
			Files.deleteIfExists(unnamed);
			socket.bind(unnamed);
			Files.setPosixFilePermissions(unnamed, permissions);
			socket.listen(backlog);
			SocketFile file = new SocketFile(path, key(unnamed));
			checkReplaceable(path);
			Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			return file;
		}
		catch (IOException | RuntimeException | Error ex) {
			Files.deleteIfExists(unnamed);
			throw ex;
		}
	}

	/**
	 * Return the name under which a socket is bound before it gets its own.
	 */
	private static Path unnamed(Path path) {
		return path.resolveSibling("." + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX));
	}

	/**
	 * Check that a socket can be bound to a path.
	 * @param path the path
	 * @throws IOException if it cannot: the message says why, in a sentence
	 */
	public static void check(Path path) throws IOException {
		Path directory = path.toAbsolutePath().getParent();
		if (length(path) > MAX_PATH_LENGTH || length(unnamed(path)) > MAX_PATH_LENGTH) {
			throw new IOException("The path of a Unix-domain socket has at most %s bytes, and so has %s beside it."
				.formatted(MAX_PATH_LENGTH, unnamed(path).getFileName()));
		}
		if (directory == null || !Files.isDirectory(directory)) {
			throw new IOException("The directory %s is not there.".formatted(directory));
		}
		if (!NativeAccess.isSupported()) {
			throw new IOException("Sockets cannot be handed over on %s.".formatted(System.getProperty("os.name")));
		}
		if (!Files.isWritable(directory)) {
			throw new IOException("The directory %s must be writable by this user.".formatted(directory));
		}
		checkReplaceable(path);
	}

	private static void checkReplaceable(Path path) throws IOException {
		if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !FileStatus.of(path).isSocket()) {
			throw new IOException("The file is not a socket, so it is left alone.");
		}
	}

	private static int length(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Return whether somebody listens at a path. This waits for a second at most, if the
	 * queue is full.
	 * @param path the path
	 * @return {@code false} if there is no file, or nobody behind it
	 * @throws IOException if this user may not find out
	 */
	public static boolean isServed(Path path) throws IOException {
		try {
			UnixStream.connect(path, Deadline.after(QUEUE_TIMEOUT)).close();
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	/**
	 * Return what tells the file from all others, in each process of this machine.
	 * @return device and number, {@code null} for a file that never was there
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Return whether the file is still there.
	 * @return {@code false} if it was removed or replaced
	 */
	public boolean exists() {
		return this.key != null && this.key.equals(key(this.path));
	}

	/**
	 * Change who may connect.
	 * @param permissions who may: those who may write
	 * @throws IOException if that is not possible
	 */
	public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
		if (exists()) {
			Files.setPosixFilePermissions(this.path, permissions);
		}
	}

	/**
	 * Remove the file, unless somebody else has replaced it.
	 * @throws IOException if that is not possible
	 */
	public void delete() throws IOException {
		if (exists()) {
			Files.deleteIfExists(this.path);
		}
	}

	private static @Nullable String key(Path path) {
		try {
			return String
				.valueOf(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}

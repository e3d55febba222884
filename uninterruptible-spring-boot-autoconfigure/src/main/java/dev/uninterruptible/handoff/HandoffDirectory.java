package dev.uninterruptible.handoff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.FileStatus;
import dev.uninterruptible.posix.OpenDescriptors;
import dev.uninterruptible.posix.SocketFile;
import dev.uninterruptible.posix.UnixStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a handoff socket: new for each restart, for this user alone, and with
 * a path short enough for a Unix-domain socket.
 */
final class HandoffDirectory {

	private static final Logger logger = LoggerFactory.getLogger(HandoffDirectory.class);

	private static final String PREFIX = "uninterruptible-";

	private static final String SOCKET = "handoff";

	private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-z]+)-.+");

	private static final Duration LONGEST_END = Duration.ofMillis(500);

	private static final int LONGEST_RANDOM_NAME = 20;

	private static final int LONGEST_PID = 5;

	private static final Path SHORT_TEMPORARY_DIRECTORY = Path.of("/tmp");

	private HandoffDirectory() {
	}

	/**
	 * Create a directory.
	 * @return the path for the socket in it
	 * @throws IOException if no directory can be created
	 */
	static Path create() throws IOException {
		Path parent = parent();
		try {
			return Files.createTempDirectory(parent, prefix(ProcessHandle.current().pid())).resolve(SOCKET);
		}
		catch (IOException ex) {
			throw new IOException(
					"No directory for the handoff socket can be made in %s (%s): make it writable, or set -Djava.io.tmpdir"
						.formatted(parent, ex),
					ex);
		}
	}

	private static Path parent() {
		Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		int length = parent.toString().getBytes(StandardCharsets.UTF_8).length + PREFIX.length() + LONGEST_PID
				+ LONGEST_RANDOM_NAME + SOCKET.length() + 3;
		return (length > SocketFile.MAX_PATH_LENGTH) ? SHORT_TEMPORARY_DIRECTORY : parent;
	}

	private static String prefix(long pid) {
		return PREFIX + Long.toString(pid, Character.MAX_RADIX) + "-";
	}

	/**
	 * Delete all that a process left behind that was killed, but nothing that somebody
	 * listens at: processes of another container may have the same pid.
	 * @throws IOException if this process has no descriptor left to find it
	 */
	static void cleanAfter(long pid) throws IOException {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(parent(), prefix(pid) + "*")) {
			for (Path directory : left) {
				cleanNow(directory.resolve(SOCKET));
			}
		}
		catch (DirectoryIteratorException ex) {
			leave(parent(), Objects.requireNonNull(ex.getCause()));
		}
		catch (IOException ex) {
			leave(parent(), ex);
		}
	}

	/**
	 * Delete what a process left behind that was killed. The temporary directory is
	 * shared, and a path may come from anywhere: nothing is deleted but sockets in a
	 * directory like the ones that are made here, of this user, and for it alone.
	 */
	static void clean(Path socket) {
		try {
			cleanNow(socket);
		}
		catch (IOException ex) {
			logger.debug("{} is left behind: {}", socket, ex.getMessage());
		}
	}

	private static void cleanNow(Path socket) throws IOException {
		try {
			Path directory = socket.getParent();
			Matcher name = NAME.matcher(String.valueOf((directory != null) ? directory.getFileName() : null));
			if (directory != null && socket.endsWith(SOCKET) && name.matches() && isOwn(directory)
					&& !isServed(socket)) {
				delete(directory, Set.of(SOCKET, "." + name.group(1)));
			}
		}
		catch (IOException ex) {
			leave(socket, ex);
		}
	}

	/**
	 * What cannot be cleaned today cannot be tomorrow, unless this process lacked a
	 * descriptor.
	 */
	private static void leave(Path path, IOException cause) throws IOException {
		if (!OpenDescriptors.isOneFree()) {
			throw cause;
		}
		logger.debug("{} is left behind: {}", path, cause.getMessage());
	}

	/**
	 * In a parent that keeps its entries, nobody can put a link in the place of the
	 * directory meanwhile.
	 */
	private static boolean isOwn(Path directory) throws IOException {
		Path parent = directory.toAbsolutePath().getParent();
		return parent != null && FileStatus.of(parent.toRealPath()).keepsEntries()
				&& FileStatus.of(directory).isPrivateDirectory();
	}

	/**
	 * A process that is killed closes what it has in any order: to whom its connections
	 * end, its socket may for a moment seem to be served.
	 */
	private static boolean isServed(Path socket) throws IOException {
		Deadline deadline = Deadline.after(LONGEST_END);
		while (true) {
			try {
				if (holds(UnixStream.connect(socket, deadline), deadline)) {
					return true;
				}
			}
			catch (ConnectException ex) {
				return false;
			}
			catch (SocketTimeoutException ex) {
				return true;
			}
		}
	}

	private static boolean holds(UnixStream connection, Deadline deadline) {
		try (connection) {
			connection.read(ByteBuffer.allocate(1), deadline);
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		catch (IOException ex) {
			logger.trace("A connection was ended: {}", ex.getMessage());
		}
		return false;
	}

	private static void delete(Path directory, Set<String> names) throws IOException {
		List<Path> left = entries(directory);
		for (Path file : left) {
			if (!names.contains(String.valueOf(file.getFileName())) || !FileStatus.of(file).isSocket()) {
				throw new IOException("%s is not of the handoff".formatted(file));
			}
		}
		for (Path file : left) {
			Files.deleteIfExists(file);
		}
		Files.deleteIfExists(directory);
	}

	private static List<Path> entries(Path directory) throws IOException {
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.toList();
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * Delete what this process has made.
	 */
	static void delete(Path socket) throws IOException {
		Files.deleteIfExists(socket);
		Files.deleteIfExists(Objects.requireNonNull(socket.getParent()));
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import dev.uninterruptible.posix.Deadline;
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
	 */
	static void cleanAfter(long pid) {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(parent(), prefix(pid) + "*")) {
			for (Path directory : left) {
				cleanUnlessUsed(directory.resolve(SOCKET));
			}
		}
		catch (IOException ex) {
			logger.debug("What process {} left behind could not be found: {}", pid, ex.getMessage());
		}
	}

	private static void cleanUnlessUsed(Path socket) throws IOException {
		try {
			UnixStream.connect(socket, Deadline.after(HandoffConnection.PROMPT)).close();
		}
		catch (ConnectException ex) {
			clean(socket);
		}
	}

	/**
	 * Delete what a process left behind that was killed.
	 */
	static void clean(Path socket) {
		try {
			delete(socket);
		}
		catch (IOException ex) {
			logger.debug("{} is left behind: {}", socket, ex.getMessage());
		}
	}

	static void delete(Path socket) throws IOException {
		Files.deleteIfExists(socket);
		Files.deleteIfExists(Objects.requireNonNull(socket.getParent()));
	}

}

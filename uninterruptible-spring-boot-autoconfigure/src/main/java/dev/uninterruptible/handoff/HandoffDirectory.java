package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import dev.uninterruptible.posix.UnixListener;
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

	private static final Path SHORT_TEMPORARY_DIRECTORY = Path.of("/tmp");

	private HandoffDirectory() {
	}

	/**
	 * Create a directory.
	 * @return the path for the socket in it
	 * @throws IOException if no directory can be created
	 */
	static Path create() throws IOException {
		Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		int length = parent.toString().getBytes(StandardCharsets.UTF_8).length + PREFIX.length() + LONGEST_RANDOM_NAME
				+ SOCKET.length() + 2;
		if (length > UnixListener.MAX_PATH_LENGTH) {
			parent = SHORT_TEMPORARY_DIRECTORY;
		}
		try {
			return Files.createTempDirectory(parent, PREFIX).resolve(SOCKET);
		}
		catch (IOException ex) {
			throw new IOException(
					"No directory for the handoff socket can be made in %s (%s): make it writable, or set -Djava.io.tmpdir"
						.formatted(parent, ex),
					ex);
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

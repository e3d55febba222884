package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.posix.UnixListener;

/**
 * Checks the fixed path at which a new process may take over: whoever can put a file
 * there could take the listeners.
 */
public final class HandoffPath {

	private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

	private HandoffPath() {
	}

	/**
	 * Check a path.
	 * @param path the path
	 * @throws IOException if it is too long, or its directory is not this user's alone
	 */
	public static void check(Path path) throws IOException {
		Path directory = path.toAbsolutePath().getParent();
		if (path.toString().getBytes(StandardCharsets.UTF_8).length > UnixListener.MAX_PATH_LENGTH) {
			throw new IOException(
					"The path of a Unix-domain socket has at most %d bytes.".formatted(UnixListener.MAX_PATH_LENGTH));
		}
		if (directory == null || !Files.isDirectory(directory)) {
			throw new IOException("The directory %s is not there.".formatted(directory));
		}
		if (!NativeAccess.isSupported()) {
			throw new IOException("Sockets cannot be handed over on %s.".formatted(System.getProperty("os.name")));
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		if (!OWNER_ONLY.containsAll(permissions)) {
			throw new IOException(
					"The directory %s has the permissions %s, so that others could take its place: set them to rwx------ (0700)."
						.formatted(directory, PosixFilePermissions.toString(permissions)));
		}
		if (!Files.isWritable(directory)) {
			throw new IOException("The directory %s must be writable by this user.".formatted(directory));
		}
	}

}

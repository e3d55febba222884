package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

import dev.uninterruptible.posix.FileStatus;
import dev.uninterruptible.posix.SocketFile;

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
	 * @throws IOException if no socket can be bound to it, or its directory is not this
	 * user's alone
	 */
	public static void check(Path path) throws IOException {
		SocketFile.check(path);
		Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
		FileStatus status = FileStatus.of(directory.toRealPath());
		if (!status.isOwn()) {
			throw new IOException(
					"The directory %s belongs to user %s, who could take its place: it must belong to the user of this process."
						.formatted(directory, status.owner()));
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		if (!OWNER_ONLY.containsAll(permissions)) {
			throw new IOException(
					"The directory %s has the permissions %s, so that others could take its place: set them to rwx------ (0700)."
						.formatted(directory, PosixFilePermissions.toString(permissions)));
		}
	}

}

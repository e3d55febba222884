package dev.uninterruptible.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a file is, and whose: in a directory that others share, a name proves nothing.
 *
 * @param mode its type and permissions, see {@code inode(7)}
 * @param owner the user to whom it belongs
 */
public record FileStatus(int mode, int owner) {

	private static final int TYPE = 0170000;

	private static final int SOCKET = 0140000;

	private static final int DIRECTORY = 0040000;

	private static final int STICKY = 01000;

	private static final int PERMISSIONS = 0777;

	private static final int OWNER_ONLY = 0700;

	private static final int OTHERS_MAY_WRITE = 0022;

	/**
	 * Return the status of a file, of a link its own.
	 * @param path the path
	 * @return the status
	 * @throws IOException if there is none, or this user may not know
	 */
	public static FileStatus of(Path path) throws IOException {
		Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
		return new FileStatus(number(attributes, "mode"), number(attributes, "uid"));
	}

	private static int number(Map<String, Object> attributes, String name) {
		return (int) Objects.requireNonNull(attributes.get(name));
	}

	/**
	 * Return whether it is a socket.
	 * @return {@code false} if it is a link to one
	 */
	public boolean isSocket() {
		return (this.mode & TYPE) == SOCKET;
	}

	/**
	 * Return whether it belongs to the user of this process.
	 * @return {@code true} if its owner is the effective user
	 */
	public boolean isOwn() {
		return this.owner == Posix.CALLS.geteuid();
	}

	/**
	 * Return whether it is a directory that nobody but this user can enter.
	 * @return {@code false} if it is a link to one
	 */
	public boolean isPrivateDirectory() {
		return isDirectory() && isOwn() && (this.mode & PERMISSIONS) == OWNER_ONLY;
	}

	/**
	 * Return whether it is a directory in which nobody but this user and root can put
	 * something else in the place of what this user has there.
	 * @return {@code true} if only these two may write to it, or it is sticky
	 */
	public boolean keepsEntries() {
		return isDirectory() && (isOwn() || this.owner == 0)
				&& ((this.mode & OTHERS_MAY_WRITE) == 0 || (this.mode & STICKY) != 0);
	}

	private boolean isDirectory() {
		return (this.mode & TYPE) == DIRECTORY;
	}

}

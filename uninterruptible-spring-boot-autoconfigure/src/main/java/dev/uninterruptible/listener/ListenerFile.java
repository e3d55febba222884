package dev.uninterruptible.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import dev.uninterruptible.posix.FileStatus;
import dev.uninterruptible.posix.SocketFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix-domain listener, and whether it is for this process to remove:
 * predecessor and successor share it, and the last one that serves removes it. Guarded by
 * its listener.
 */
final class ListenerFile {

	private static final Logger logger = LoggerFactory.getLogger(ListenerFile.class);

	private final SocketFile file;

	private final BindAddress.Unix address;

	private boolean owned;

	/**
	 * Create what stands for a file.
	 * @param file the file
	 * @param address what the configuration wants of it
	 * @param owned whether it is for this process to remove
	 */
	ListenerFile(SocketFile file, BindAddress.Unix address, boolean owned) {
		this.file = file;
		this.address = address;
		this.owned = owned;
	}

	SocketFile file() {
		return this.file;
	}

	/**
	 * No other process has the file any more: let it have the permissions that this one
	 * wants, and be removed by {@link #delete()}. If it was removed, and a process that
	 * is gone has put another one in its place, that is removed, so that the next process
	 * binds a socket anew.
	 */
	void own() {
		this.owned = true;
		try {
			if (this.file.exists()) {
				this.file.setPermissions(this.address.permissions());
			}
			else if (isDead(this.address.path())) {
				logger.warn("{} was replaced by a process that is gone: the next restart binds it anew", this.file);
				SocketFile.at(this.address.path()).delete();
			}
		}
		catch (IOException ex) {
			logger.warn("{} stays as it is: {}", this.file, ex.getMessage());
		}
	}

	private static boolean isDead(Path path) throws IOException {
		return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && FileStatus.of(path).isSocket()
				&& !SocketFile.isServed(path);
	}

	/**
	 * Leave the file to another process.
	 */
	void disown() {
		this.owned = false;
	}

	/**
	 * Remove the file if it is this process's.
	 */
	void delete() {
		if (this.owned) {
			delete(this.file);
		}
	}

	static void delete(SocketFile file) {
		try {
			file.delete();
		}
		catch (IOException ex) {
			logger.warn("{} stays: {}", file, ex.getMessage());
		}
	}

}

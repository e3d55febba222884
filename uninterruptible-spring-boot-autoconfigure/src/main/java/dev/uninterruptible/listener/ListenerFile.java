package dev.uninterruptible.listener;

import java.io.IOException;

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

	ListenerFile(BindAddress.Unix address, boolean owned) {
		this.file = SocketFile.at(address.path());
		this.address = address;
		this.owned = owned;
	}

	/**
	 * No other process has the file any more: let it have the permissions that this one
	 * wants, and be removed by {@link #delete()}.
	 */
	void own() {
		this.owned = true;
		try {
			this.file.setPermissions(this.address.permissions());
		}
		catch (IOException ex) {
			logger.warn("{} keeps its permissions: {}", this.file, ex.getMessage());
		}
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

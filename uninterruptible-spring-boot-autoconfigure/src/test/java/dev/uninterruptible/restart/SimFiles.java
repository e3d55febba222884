package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory, for the pidfile.
 */
final class SimFiles {

	private final FileSystem system = Jimfs.newFileSystem(Configuration.unix());

	Path pidFile() {
		return this.system.getPath("app.pid");
	}

	void removePid() {
		try {
			Files.deleteIfExists(pidFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Nullable String pid() {
		try {
			return Files.exists(pidFile()) ? Files.readString(pidFile()).strip() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

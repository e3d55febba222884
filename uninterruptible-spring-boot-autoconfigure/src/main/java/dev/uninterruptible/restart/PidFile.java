package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that names the process which accepts connections. It is written by rename, so
 * that a reader never sees half of it, and removed only by the process that it names.
 */
public final class PidFile {

	private static final Logger logger = LoggerFactory.getLogger(PidFile.class);

	private final Path path;

	private final long pid;

	/**
	 * Create the pidfile of this process. Nothing is written yet.
	 * @param path where
	 */
	public PidFile(Path path) {
		this(path, ProcessHandle.current().pid());
	}

	PidFile(Path path, long pid) {
		this.path = path.toAbsolutePath();
		this.pid = pid;
	}

	/**
	 * Name this process.
	 * @throws IOException if the file cannot be written
	 */
	public void write() throws IOException {
		Path written = this.path.resolveSibling("%s.%d".formatted(this.path.getFileName(), this.pid));
		try {
			Files.writeString(written, this.pid + "\n");
			Files.move(written, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			Files.deleteIfExists(written);
			throw new IOException("The pidfile %s cannot be written: %s".formatted(this.path, ex), ex);
		}
	}

	/**
	 * Remove the file if it names this process.
	 */
	public void delete() {
		try {
			if (Files.readString(this.path).strip().equals(Long.toString(this.pid))) {
				Files.delete(this.path);
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("The pidfile {} was gone already", this.path);
		}
		catch (IOException ex) {
			logger.warn("The pidfile {} cannot be removed: {}", this.path, ex.toString());
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}

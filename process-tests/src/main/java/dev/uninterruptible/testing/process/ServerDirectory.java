package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a {@link ServerProcess} has its files. The name is short, so that a socket in its
 * temporary directory stays within what the operating system allows for a path.
 *
 * @param path the directory
 */
public record ServerDirectory(Path path) {

	/**
	 * Creates a directory.
	 * @return the directory
	 * @throws IOException if that is not possible
	 */
	public static ServerDirectory create() throws IOException {
		ServerDirectory directory = new ServerDirectory(Files.createTempDirectory("s").toRealPath());
		Files.createDirectory(directory.temporary());
		return directory;
	}

	/**
	 * Gives it to another user, which only root can.
	 * @param user the user
	 * @throws IOException if that is not possible
	 */
	void giveTo(int user) throws IOException {
		Files.setAttribute(temporary(), "unix:uid", user);
		Files.setAttribute(this.path, "unix:uid", user);
	}

	/**
	 * The pidfile.
	 * @return the file
	 */
	public Path pidfile() {
		return this.path.resolve("sample.pid");
	}

	/**
	 * The server's {@code java.io.tmpdir}.
	 * @return the directory
	 */
	public Path temporary() {
		return this.path.resolve("tmp");
	}

	/**
	 * The log outlives the directory.
	 * @return the log
	 */
	public ServerLog log() {
		return new ServerLog(ServerLog.DIRECTORY.resolve(this.path.getFileName() + ".log"));
	}

	/**
	 * Deletes the directory and all that is in it.
	 */
	public void delete() {
		if (!Files.exists(this.path)) {
			return;
		}
		try (Stream<Path> paths = Files.walk(this.path)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(path);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

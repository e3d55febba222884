package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * The program of the JDK by which the JVM starts processes. It must be of the very build
 * that runs, which it no longer is where the JDK was upgraded in place.
 *
 * @param path where it is
 * @param identity what tells one build from another, {@code null} where it is not there
 */
record SpawnHelper(Path path, @Nullable String identity) {

	static SpawnHelper ofThisJvm() {
		return at(Path.of(System.getProperty("java.home"), "lib", "jspawnhelper"));
	}

	static SpawnHelper at(Path path) {
		return new SpawnHelper(path, identity(path));
	}

	private static @Nullable String identity(Path path) {
		try {
			BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
			return "%s %s %s".formatted(file.fileKey(), file.lastModifiedTime(), file.size());
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Tell why no process can be started.
	 * @param failure what the JVM said
	 * @return the failure with what to do, if it is that the JDK was replaced
	 */
	IOException explain(IOException failure) {
		if (!at(this.path).equals(this)) {
			return replaced(failure);
		}
		if (Files.exists(this.path) && !Files.isExecutable(this.path)) {
			return new IOException(("%s, by which the JVM starts processes, is not executable: make it so (chmod +x); "
					+ "or start the new process yourself, which takes over at uninterruptible.handoff.path")
				.formatted(this.path), failure);
		}
		return failure;
	}

	private IOException replaced(IOException failure) {
		return new IOException(
				("%s is gone or of another build: the JDK was replaced while this process ran, which can start no other since. "
						+ "Put the former JDK back; or start the new process yourself, which takes over at uninterruptible.handoff.path; "
						+ "or stop this process and start it anew. With -Djdk.lang.Process.launchMechanism=FORK it can be restarted after such an upgrade")
					.formatted(this.path),
				failure);
	}

}

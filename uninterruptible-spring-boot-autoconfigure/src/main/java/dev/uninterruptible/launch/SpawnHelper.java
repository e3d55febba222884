package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The program of the JDK by which the JVM starts processes. It must be of the very build
 * that runs, which it no longer is where the JDK was upgraded in place.
 *
 * @param path where it is
 * @param identity what tells one build from another, {@code null} where it is not there
 */
record SpawnHelper(Path path, @Nullable String identity) {

	/**
	 * E2BIG, see {@code execve(2)}.
	 */
	private static final Pattern TOO_LONG = Pattern.compile("error[=:] ?7\\b");

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
		if (TOO_LONG.matcher(String.valueOf(failure.getMessage())).find()) {
			return new IOException(
					("a word of the start command or a variable is too long, or all of them together are: the limits are 128 KiB and a quarter of the stack's (ulimit -s). "
							+ "Where the locale is not one of UTF-8, what is not ASCII counts four times: set LC_ALL=C.UTF-8 (%s)")
						.formatted(failure.getMessage()),
					failure);
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

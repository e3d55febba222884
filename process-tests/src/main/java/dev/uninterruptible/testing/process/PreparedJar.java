package dev.uninterruptible.testing.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A packaged jar, and a copy of it that starts in half the time: unpacked as Spring Boot
 * recommends, with an archive of its classes for the JVM. Whoever needs the copy first
 * makes it, and all tests share it.
 */
final class PreparedJar {

	private static final Map<Path, PreparedJar> ALL = new ConcurrentHashMap<>();

	private final Path packaged;

	private final Path directory;

	private boolean made;

	private PreparedJar(Path packaged) {
		this.packaged = packaged;
		this.directory = Build.target()
			.resolve("prepared")
			.resolve(packaged.getFileName().toString().replaceFirst("\\.jar$", ""));
	}

	static PreparedJar of(Path packaged) {
		return ALL.computeIfAbsent(packaged, PreparedJar::new);
	}

	/**
	 * The command that runs the copy.
	 * @param options options of the JVM
	 * @return the command
	 */
	synchronized List<String> command(List<String> options) {
		if (!this.made) {
			make();
			this.made = true;
		}
		List<String> all = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive()));
		all.addAll(options);
		return JavaCommand.jar(jar(), all);
	}

	private Path jar() {
		return this.directory.resolve(this.packaged.getFileName());
	}

	private Path archive() {
		return this.directory.resolve("classes.jsa");
	}

	private void make() {
		run(JavaCommand.jar(this.packaged, List.of("-Djarmode=tools")), "extract", "--force", "--destination",
				this.directory.toString());
		run(JavaCommand.jar(jar(), List.of("-XX:ArchiveClassesAtExit=" + archive(), "-Dspring.context.exit=onRefresh")),
				"--uninterruptible.bind-port=0", "--server.port=0");
	}

	private static void run(List<String> command, String... arguments) {
		List<String> all = new ArrayList<>(command);
		all.addAll(List.of(arguments));
		try {
			File log = Files.createDirectories(ServerLog.DIRECTORY).resolve("prepare.log").toFile();
			Process process = new ProcessBuilder(all).redirectErrorStream(true)
				.redirectInput(new File("/dev/null"))
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
				.start();
			int status = process.onExit().join().exitValue();
			if (status != 0) {
				throw new IllegalStateException("%s exited with status %d, see %s".formatted(all, status, log));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

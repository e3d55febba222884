package dev.uninterruptible.testing.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;

/**
 * A copy of a packaged jar that starts in half the time: unpacked as Spring Boot
 * recommends, with a cache of its classes for the JVM, as it has them once it has
 * answered. The fixture is on its class path, and asleep unless it is switched on.
 * Whoever needs the copy first makes it, and all tests share it.
 */
final class PreparedJar {

	private static final String MAIN = "dev.uninterruptible.sample.SampleApplication";

	private static final Duration TO_WRITE = Duration.ofMinutes(5);

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
		try {
			if (!this.made) {
				make();
				this.made = true;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> all = new ArrayList<>(
				List.of(knowsAotCaches() ? "-XX:AOTCache=" + cache() : "-XX:SharedArchiveFile=" + cache()));
		all.addAll(options);
		return JavaCommand.jar(jar(), all);
	}

	private static boolean knowsAotCaches() {
		return Runtime.version().feature() >= 25;
	}

	private Path jar() {
		return this.directory.resolve("prepared.jar");
	}

	private Path cache() {
		return this.directory.resolve("classes.cache");
	}

	private void make() throws IOException {
		Process extraction = start(JavaCommand.jar(this.packaged, List.of("-Djarmode=tools")), "extract", "--force",
				"--destination", this.directory.toString());
		Await.until("the jar is unpacked", () -> !extraction.isAlive());
		Files.copy(Build.fixture(), this.directory.resolve("lib/fixture.jar"), StandardCopyOption.REPLACE_EXISTING);
		writeJar();
		Files.deleteIfExists(cache());
		writeCache();
		if (!Files.exists(cache())) {
			throw new IllegalStateException("There is no " + cache() + ", see " + log());
		}
	}

	/**
	 * A jar that has nothing but a manifest.
	 */
	private void writeJar() throws IOException {
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
		attributes.put(Attributes.Name.CLASS_PATH, this.packaged.getFileName() + " lib/fixture.jar");
		attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
		try (OutputStream out = Files.newOutputStream(jar())) {
			new JarOutputStream(out, manifest).close();
		}
	}

	/**
	 * Once its actuator has answered, the application has loaded most of what it ever
	 * needs.
	 */
	private void writeCache() throws IOException {
		int port = FreePorts.reserve();
		Path temporary = Files.createDirectories(this.directory.resolve("tmp"));
		String option = knowsAotCaches() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
		Process training = start(JavaCommand.jar(jar(), List.of(option + cache(), "-Djava.io.tmpdir=" + temporary)),
				"--uninterruptible.bind-port=0", "--server.port=" + port);
		try {
			Await.until("the application answers, see " + log(),
					() -> HttpReply.get(port, "/actuator/uninterruptible", Await.DEADLINE).status() == 200);
			training.destroy();
			Await.until("the cache is written, see " + log(), TO_WRITE, () -> !training.isAlive());
		}
		finally {
			training.destroyForcibly();
		}
	}

	private static Process start(List<String> command, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(command);
		all.addAll(List.of(arguments));
		return new ProcessBuilder(all).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
			.start();
	}

	private static File log() throws IOException {
		return Files.createDirectories(ServerLog.DIRECTORY).resolve("prepare.log").toFile();
	}

}

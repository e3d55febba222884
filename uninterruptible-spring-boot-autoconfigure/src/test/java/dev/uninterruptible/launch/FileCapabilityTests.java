package dev.uninterruptible.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Ends what cannot be recognised by its environment: a program with file capabilities.
 * Since root reads every environment, it happens in a JVM of another user.
 */
@EnabledOnOs(OS.LINUX)
class FileCapabilityTests {

	private static final String NOBODY = "65534";

	private static final Predicate<String> NEEDED = Pattern
		.compile("classes/?$|/(jnr|jffi|asm|slf4j|awaitility|hamcrest)[^/]*\\.jar$")
		.asPredicate();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void orphanWithFileCapabilitiesIsEnded() throws Exception {
		assumeThat(System.getProperty("user.name")).as("only root can give a program capabilities").isEqualTo("root");
		assumeThat(Path.of("/bin/sleep")).as("a program to copy").exists();
		Path sleep = Files.copy(Path.of("/bin/sleep").toRealPath(), this.directory.resolve("sleep"));
		assumeThat(run("setcap", "cap_net_bind_service=+ep", sleep.toString())).as("setcap").isZero();
		List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY,
				"--clear-groups", System.getProperty("java.home") + "/bin/java", "-cp", copyOfTheClassPath()));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		List<String> version = new ArrayList<>(command);
		version.add("-version");
		assumeThat(run(version.toArray(String[]::new))).as("setpriv, and a JVM that others may run").isZero();
		command.addAll(List.of(UnreadableOrphan.class.getName(), this.directory.toString()));
		int status = run(command.toArray(String[]::new));
		assumeThat(status).as("file capabilities that count in %s", this.directory)
			.isNotEqualTo(UnreadableOrphan.READABLE);
		assertThat(status).isZero();
	}

	private String copyOfTheClassPath() throws IOException {
		Path library = Files.createDirectory(this.directory.resolve("lib"));
		List<String> copies = new ArrayList<>();
		for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
			Path copy = library.resolve(Integer.toString(copies.size()));
			if (NEEDED.test(element)) {
				copy(Path.of(element), copy);
				copies.add(copy.toString());
			}
		}
		return String.join(File.pathSeparator, copies);
	}

	private static void copy(Path from, Path to) throws IOException {
		if (Files.notExists(from)) {
			return;
		}
		Files.walkFileTree(from, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
					throws IOException {
				Files.createDirectory(to.resolve(from.relativize(directory).toString()));
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.copy(file, file.equals(from) ? to : to.resolve(from.relativize(file).toString()));
				return FileVisitResult.CONTINUE;
			}

		});
	}

	/**
	 * Run a command, and return its status, or -1 if there is no such command.
	 */
	private int run(String... command) throws InterruptedException {
		Process process;
		try {
			process = new ProcessBuilder(command).directory(this.directory.toFile()).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Stream.of(output).filter((text) -> !text.isBlank()).forEach(System.out::print);
		}
		catch (IOException ex) {
			return -1;
		}
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

}

package dev.uninterruptible.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sample as it was packaged, and a copy of it, made once, that starts in half the
 * time: unpacked as Spring Boot recommends, with an archive of its classes for the JVM.
 */
final class SampleJar {

	private static final List<String> SMALL_JVM = List.of(
			Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1", "-XX:-UseDynamicNumberOfCompilerThreads");

	private static final Path PACKAGED = jar();

	private SampleJar() {
	}

	/**
	 * Where the build has put the classes of the tests.
	 * @return the directory
	 */
	static Path testClasses() {
		try {
			return Path.of(SampleJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The only jar that the build of this module has made.
	 */
	private static Path jar() {
		try (Stream<Path> files = Files.list(directory())) {
			return files.filter((file) -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where the build has put it.
	 * @return the directory
	 */
	static Path directory() {
		return testClasses().resolveSibling("");
	}

	/**
	 * The command that runs the packaged jar.
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> packaged(String... options) {
		List<String> command = command(List.of(), options);
		command.addAll(List.of("-jar", PACKAGED.toString()));
		return command;
	}

	/**
	 * The command that runs the copy that starts faster.
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> prepared(String... options) {
		List<String> command = command(List.of("-XX:SharedArchiveFile=" + Prepared.ARCHIVE), options);
		command.addAll(List.of("-jar", Prepared.JAR.toString()));
		return command;
	}

	/**
	 * The jar as it was packaged.
	 * @return the file
	 */
	static Path packagedJar() {
		return PACKAGED;
	}

	/**
	 * Lets a command that runs the jar have the classes of the tests too.
	 * @param command the command
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> withTestClasses(List<String> command) {
		List<String> all = new ArrayList<>(command);
		int jar = all.indexOf("-jar");
		all.set(jar, "-cp");
		all.set(jar + 1, all.get(jar + 1) + File.pathSeparator + testClasses());
		all.add(jar + 2, SampleApplication.class.getName());
		all.add(jar, "--enable-native-access=ALL-UNNAMED");
		return all;
	}

	/**
	 * The command that runs a class of the tests.
	 * @param main the class
	 * @return the command, to which arguments can be added
	 */
	static List<String> testClass(Class<?> main) {
		return testClass(testClasses(), main);
	}

	static List<String> testClass(Path classes, Class<?> main) {
		List<String> command = new ArrayList<>(SMALL_JVM);
		command.addAll(List.of("-cp", classes.toString(), main.getName()));
		return command;
	}

	/**
	 * The command that runs that copy with {@link TestEndpoints} and what belongs to it.
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> withTestEndpoints(String... options) {
		return withTestClasses(prepared(options));
	}

	private static List<String> command(List<String> first, String... options) {
		List<String> command = new ArrayList<>(SMALL_JVM);
		command.addAll(first);
		command.addAll(List.of(options));
		return command;
	}

	/**
	 * Made by whoever needs it first.
	 */
	private static final class Prepared {

		private static final Path DIRECTORY = PACKAGED.resolveSibling("prepared");

		private static final Path JAR = DIRECTORY.resolve(PACKAGED.getFileName());

		private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");

		static {
			try {
				run(packaged("-Djarmode=tools"), "extract", "--force", "--destination", DIRECTORY.toString());
				run(command(List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE), "-Dspring.context.exit=onRefresh", "-jar",
						JAR.toString()), "--uninterruptible.bind-port=0", "--server.port=0");
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void run(List<String> command, String... arguments) throws IOException, InterruptedException {
			File log = Files.createDirectories(directory().resolve("server-logs")).resolve("prepare.log").toFile();
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectInput(new File("/dev/null"))
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
			builder.command().addAll(List.of(arguments));
			int status = builder.start().waitFor();
			if (status != 0) {
				throw new IllegalStateException(
						"%s exited with status %d, see %s".formatted(builder.command(), status, log));
			}
		}

	}

}

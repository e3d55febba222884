package dev.uninterruptible.testing.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.uninterruptible.fixture.FakeSuccessor;

/**
 * Commands that run a JVM: one that starts soon and leaves the processors to others.
 */
public final class JavaCommand {

	private static final List<String> SMALL_JVM = List.of(
			Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1", "-XX:-UseDynamicNumberOfCompilerThreads");

	private static final String MAIN = "dev.uninterruptible.sample.SampleApplication";

	private JavaCommand() {
	}

	/**
	 * The command that runs a jar.
	 * @param jar the jar
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> jar(Path jar, List<String> options) {
		List<String> command = new ArrayList<>(SMALL_JVM);
		command.addAll(options);
		command.addAll(List.of("-jar", jar.toString()));
		return command;
	}

	/**
	 * Lets a command that runs the jar of a sample have the fixture too.
	 * @param command the command
	 * @return the command, to which arguments of the application can be added
	 */
	static List<String> withFixture(List<String> command) {
		List<String> all = new ArrayList<>(command);
		int jar = all.indexOf("-jar");
		all.set(jar, "-cp");
		all.set(jar + 1, all.get(jar + 1) + File.pathSeparator + Build.fixture());
		all.add(jar + 2, MAIN);
		all.add(jar, "--enable-native-access=ALL-UNNAMED");
		return all;
	}

	/**
	 * The command that runs a {@link FakeSuccessor}.
	 * @param classes where its class is
	 * @param steps what it is to do
	 * @return the command
	 */
	public static List<String> fakeSuccessor(Path classes, String... steps) {
		List<String> command = new ArrayList<>(SMALL_JVM);
		command.addAll(List.of("-cp", classes.toString(), FakeSuccessor.class.getName()));
		command.addAll(Arrays.asList(steps));
		return command;
	}

	/**
	 * The command that runs a {@link FakeSuccessor}.
	 * @param steps what it is to do
	 * @return the command
	 */
	public static List<String> fakeSuccessor(String... steps) {
		return fakeSuccessor(Build.fixture(), steps);
	}

}

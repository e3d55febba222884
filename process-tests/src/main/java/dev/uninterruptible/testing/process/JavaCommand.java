package dev.uninterruptible.testing.process;

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
			"-XX:TieredStopAtLevel=1", "-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UsePerfData");

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

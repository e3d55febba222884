package dev.uninterruptible.launch;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.uninterruptible.handoff.HandoffAddress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that launches one which copies its own environment to a file.
 */
final class EnvironmentProgram {

	static final String ARGUMENTS = "arguments";

	static final String SHELL = "shell";

	private EnvironmentProgram() {
	}

	/**
	 * Return variables that have every byte that there can be in a name and in a value.
	 */
	static List<RawText> variables() {
		String bytes = IntStream.range(1, 256)
			.mapToObj((number) -> String.valueOf((char) number))
			.collect(Collectors.joining());
		List<RawText> variables = new ArrayList<>();
		for (String name : List.of("server.port", "my-app.x", "1st", "sp ace", "-dash", "--", "'quote\"", "$HOME",
				"ordinary", bytes.replace("=", ""), "caf\u00c3\u00a9")) {
			variables.add(new RawText(name + "=28001"));
		}
		variables.add(new RawText("value=" + bytes + "\n\n"));
		variables.add(new RawText("dotted.value=" + bytes + "\n\n"));
		variables.add(new RawText("empty.value="));
		variables.add(new RawText("OPTIND=" + bytes + "\n\n"));
		return variables;
	}

	/**
	 * Run the program with such an environment.
	 * @param kind how it launches
	 * @param variables its variables
	 * @return those of what it launched
	 */
	static List<RawText> run(String kind, List<RawText> variables) throws Exception {
		Path copy = Files.createTempFile("environ", null);
		try {
			List<RawText> command = new ArrayList<>(List.of(RawText.of("env"), RawText.of("--")));
			command.addAll(variables);
			for (String word : List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), EnvironmentProgram.class.getName(), kind, copy.toString())) {
				command.add(RawText.of(word));
			}
			Process process = new ProcessBuilder(StartCommand.ofRaw(command).words(List.of())).redirectErrorStream(true)
				.redirectOutput(new File("/dev/null"))
				.start();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
			return RawText.split(Files.readAllBytes(copy));
		}
		finally {
			Files.delete(copy);
		}
	}

	public static void main(String[] arguments) throws Exception {
		List<String> copy = List.of("cp", "/proc/self/environ", arguments[1]);
		StartCommand command = arguments[0].equals(SHELL) ? StartCommand.ofShell(String.join(" ", copy))
				: StartCommand.ofArguments(copy);
		SuccessorProcess process = new CommandLauncher(command, null, null, null)
			.launch(new HandoffAddress(Path.of("/tmp/x/handoff"), "0123456789abcdef"));
		System.exit(process.exit().get(10, TimeUnit.SECONDS));
	}

}

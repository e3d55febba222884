package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs start commands and returns what they print.
 */
final class Shell {

	private Shell() {
	}

	static Result run(StartCommand command) throws IOException, InterruptedException {
		List<String> line = new ArrayList<>(List.of("/bin/sh"));
		line.addAll(command.shellArguments());
		Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return new Result(process.exitValue(), output);
	}

	/**
	 * How a command ended.
	 *
	 * @param status the exit status
	 * @param output what it printed
	 */
	record Result(int status, String output) {

	}

}

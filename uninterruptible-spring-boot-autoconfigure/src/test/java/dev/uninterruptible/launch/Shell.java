package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
		Process process = new ProcessBuilder(command.words(List.of())).redirectErrorStream(true).start();
		RawText output = new RawText(new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return new Result(process.exitValue(), output);
	}

	/**
	 * How a command ended.
	 *
	 * @param status the exit status
	 * @param output what it printed
	 */
	record Result(int status, RawText output) {

		Result(int status, String output) {
			this(status, RawText.of(output));
		}

	}

}

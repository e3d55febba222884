package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartCommand}.
 */
class StartCommandTests {

	private static final String SEND_ITSELF_USR1 = "kill -USR1 $$ && echo survived";

	@ParameterizedTest
	@ValueSource(strings = { "plain", "two words", "", " ", "\"double\" 'single'", "one\ntwo", "trailing\n", "\\",
			"$HOME", "`id`", "$(id)", "a;b|c&d", "*", "-n", "--", "!", "#", "\t" })
	void argumentReachesTheProgramAsItIs(String argument) throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("printf", "<%s>", argument, "last"));
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, "<" + argument + "><last>"));
	}

	/**
	 * In a build that runs in the POSIX locale, it does not.
	 */
	@Test
	void argumentOfOtherCharactersReachesTheProgramWhereTheLocaleHasThem() throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("printf", "%s", "caf\u00e9"));
		assertThat(Shell.run(command).output().equals("caf\u00e9"))
			.isEqualTo(command.canBeEncoded(StartCommand.NATIVE_ENCODING));
		assertThat(command.canBeEncoded(StandardCharsets.UTF_8)).isTrue();
		assertThat(command.canBeEncoded(StandardCharsets.US_ASCII)).isFalse();
	}

	@Test
	void shellInterpretsACommandOfIts() throws Exception {
		StartCommand command = StartCommand.ofShell("NAME='a b'; printf '<%s>' \"$NAME\" # comment");
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, "<a b>"));
	}

	@Test
	void argumentsAreNotMixedUpWithTheShellsOwn() throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("sh", "-c", "exit 7"));
		assertThat(Shell.run(command).status()).isEqualTo(7);
	}

	@Test
	void usr1DoesNotKillWhatTheArgumentsStart() throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("sh", "-c", SEND_ITSELF_USR1));
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, "survived\n"));
	}

	@Test
	void usr1DoesNotKillWhatTheShellStarts() throws Exception {
		StartCommand command = StartCommand.ofShell("exec sh -c '%s'".formatted(SEND_ITSELF_USR1));
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, "survived\n"));
	}

	@Test
	void processReplacesTheShell() throws Exception {
		List<String> shell = new ArrayList<>(List.of("/bin/sh"));
		shell.addAll(StartCommand.ofArguments(List.of("sh", "-c", "echo $$")).shellArguments());
		Process process = new ProcessBuilder(shell).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.strip()).isEqualTo(Long.toString(process.pid()));
	}

	@Test
	void programThatIsNotFoundExitsWith127() throws Exception {
		assertThat(Shell.run(StartCommand.ofArguments(List.of("/no/such/program"))).status()).isEqualTo(127);
		assertThat(Shell.run(StartCommand.ofShell("/no/such/program")).status()).isEqualTo(127);
	}

	@Test
	void commandLineOfLinuxIsSplitAtItsZeros() {
		byte[] commandLine = "java\0-Dname=a b\0\0-jar\0a\nb.jar\0".getBytes(StandardCharsets.UTF_8);
		assertThat(StartCommand.commandLine(commandLine)).containsExactly("java", "-Dname=a b", "", "-jar", "a\nb.jar");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void commandOfThisProcessIsItsCommandLine() throws IOException {
		assertThat(StartCommand.ofThisProcess().text()).contains("java");
		assertThat(StartCommand.ofThisProcess().shellArguments()).startsWith("-c")
			.element(3)
			.asString()
			.endsWith("java");
	}

	@Test
	void textIsTheCommandAsAPersonWouldWriteIt() {
		assertThat(StartCommand.ofShell("./start.sh now")).hasToString("./start.sh now");
		assertThat(StartCommand.ofArguments(List.of("java", "-jar", "app.jar"))).hasToString("java -jar app.jar");
	}

}

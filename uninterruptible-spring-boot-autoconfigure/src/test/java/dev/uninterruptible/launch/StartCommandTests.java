package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartCommand}.
 */
class StartCommandTests {

	@ParameterizedTest
	@ValueSource(strings = { "plain", "two words", "", " ", "\"double\" 'single'", "one\ntwo", "trailing\n", "\\",
			"$HOME", "`id`", "$(id)", "a;b|c&d", "*", "-n", "--", "!", "#", "\t" })
	void argumentReachesTheProgramAsItIs(String argument) throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("printf", "<%s>", argument, "last"));
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, "<" + argument + "><last>"));
	}

	@ParameterizedTest
	@MethodSource("everyByte")
	void everyByteReachesTheProgram(RawText argument) throws Exception {
		StartCommand command = StartCommand
			.ofRaw(List.of(new RawText("printf"), new RawText("<%s>"), argument, new RawText("last")));
		assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, new RawText("<" + argument.bytes() + "><last>")));
	}

	static List<RawText> everyByte() {
		String all = IntStream.range(1, 256)
			.mapToObj((number) -> String.valueOf((char) number))
			.collect(Collectors.joining());
		return List.of(new RawText(all), new RawText(all + "\n\n"), RawText.of("caf\u00e9"),
				RawText.of("\u0663 \ud83d\ude00"), new RawText("\u00e9"), new RawText("%s\\n\u00ff'$(id)\n"));
	}

	@Test
	void everyByteReachesTheShell() throws Exception {
		assertThat(Shell.run(StartCommand.ofShell("printf '<%s>' 'caf\u00e9' \"it's\"; exit 3")))
			.isEqualTo(new Shell.Result(3, "<caf\u00e9><it's>"));
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

	@ParameterizedTest
	@ValueSource(strings = { "sh -c 'echo $$'", "/bin/sh -c 'echo $$'" })
	void plainProgramReplacesTheShell(String command) throws Exception {
		Process process = new ProcessBuilder(StartCommand.ofShell(command).words(List.of())).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.strip()).isEqualTo(Long.toString(process.pid()));
	}

	@Test
	void argumentsCanDoWithoutAShell() {
		StartCommand command = StartCommand.ofArguments(List.of("java", "-jar", "a b.jar"));
		assertThat(command.needsNoShell()).isTrue();
		assertThat(command.wordsWithoutShell()).containsExactly("java", "-jar", "a b.jar");
		assertThat(StartCommand.ofShell("java -jar a.jar").needsNoShell()).isFalse();
	}

	@Test
	void programThatAShellDoesNotFindExitsWith127() throws Exception {
		assertThat(Shell.run(StartCommand.ofShell("/no/such/program")).status()).isEqualTo(127);
	}

	@Test
	void variablesThatAShellLosesArePutBack() throws Exception {
		StartCommand command = StartCommand.ofShell("printenv a.b");
		assertThat(command.losesVariables()).isFalse();
		Process process = new ProcessBuilder(command.words(List.of(RawText.of("a.b=it's\n$HOME")))).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output).isEqualTo("it's\n$HOME\n");
		assertThat(StartCommand.ofShell("cd /tmp && printenv a.b").losesVariables()).isTrue();
	}

	@Test
	void commandLineOfLinuxIsSplitAtItsZeros() {
		byte[] commandLine = "java\0-Dname=a b\0\0-jar\0a\nb.jar\0".getBytes(StandardCharsets.UTF_8);
		assertThat(RawText.split(commandLine)).extracting(RawText::bytes)
			.containsExactly("java", "-Dname=a b", "", "-jar", "a\nb.jar");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void commandOfThisProcessIsItsCommandLine() throws IOException {
		assertThat(StartCommand.ofThisProcess().wordsWithoutShell()).first().asString().endsWith("java");
	}

	@Test
	void passwordsAreNoPartOfTheText() {
		assertThat(StartCommand.ofShell("java -Dspring.datasource.password=hunter2 -jar a.jar").toString())
			.doesNotContain("hunter2")
			.contains("-jar a.jar");
		assertThat(StartCommand.ofArguments(List.of("java", "-jar", "a.jar", "--api.token=s3cr3t")))
			.hasToString("java -jar a.jar --api.token=******");
	}

	@Test
	void textIsTheCommandAsAPersonWouldWriteIt() {
		assertThat(StartCommand.ofShell("./start.sh now")).hasToString("./start.sh now");
		assertThat(StartCommand.ofArguments(List.of("java", "-jar", "app.jar"))).hasToString("java -jar app.jar");
	}

}

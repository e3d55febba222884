package dev.uninterruptible.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.uninterruptible.handoff.HandoffAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link Variables} and their way through a shell.
 */
@EnabledOnOs(OS.LINUX)
class VariablesTests {

	private static final HandoffAddress ADDRESS = new HandoffAddress(Path.of("/tmp/x/handoff"), "0123456789abcdef");

	private static final List<String> NAMES = List.of("IFS", "PPID", "OPTIND", "OPTARG", "OPTERR", "UID", "EUID", "GID",
			"EGID", "GROUPS", "BASH", "BASHOPTS", "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0",
			"BASH_CMDS", "BASH_COMMAND", "BASH_COMPAT", "BASH_ENV", "BASH_EXECUTION_STRING", "BASH_LINENO",
			"BASH_LOADABLES_PATH", "BASH_REMATCH", "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO", "BASH_VERSION",
			"BASH_XTRACEFD", "SHELLOPTS", "SHLVL", "LINENO", "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS",
			"EPOCHREALTIME", "HISTCMD", "HISTFILE", "HISTSIZE", "HISTFILESIZE", "DIRSTACK", "FUNCNAME", "FUNCNEST",
			"PIPESTATUS", "POSIXLY_CORRECT", "ENV", "PS0", "PS1", "PS2", "PS3", "PS4", "OLDPWD", "MAIL", "MAILCHECK",
			"MAILPATH", "COMP_WORDBREAKS", "COPROC", "CDPATH", "COLUMNS", "LINES", "TMOUT", "TIMEFORMAT", "GLOBIGNORE",
			"HOSTNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE", "PGRP", "PATHSEP", "KSH_VERSION", "TTY", "ARGV0", "NULLCMD",
			"FPATH", "REPLY", "MAPFILE", "IGNOREEOF", "ERRNO", "_", "status", "path", "argv", "signals",
			"BASH_FUNC_cp%%", "BASH_FUNC_trap%%", "a.b");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "foo", "", "1", " ", "() { exit 3; }" })
	void successorHasEachVariableThatAShellTreatsItself(String value) throws Exception {
		Map<String, String> variables = variables(value);
		Path file = Files.writeString(this.directory.resolve("env"),
				variables.entrySet()
					.stream()
					.map((variable) -> "%s='%s'\n".formatted(variable.getKey(), variable.getValue()))
					.collect(Collectors.joining()));
		for (StartCommand command : commands()) {
			SuccessorProcess process = new CommandLauncher(command, null, null, EnvironmentFile.of(file))
				.launch(ADDRESS);
			assertThat(process.exit().get(10, TimeUnit.SECONDS)).isZero();
			assertThat(copied()).containsAll(raw(variables));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "dash", "bash --posix", "bash", "busybox sh", "mksh", "ksh93", "zsh", "yash" })
	void soItHasFromOtherShells(String shell) throws Exception {
		List<String> words = List.of(shell.split(" "));
		Path program = onPath(words.getFirst());
		for (String value : List.of("foo", "", "1", " ", "() { exit 3; }")) {
			for (StartCommand command : commands()) {
				assertPassedOn(words, command, value);
				Path link = this.directory.resolve("sh");
				Files.deleteIfExists(link);
				assertPassedOn(List.of(Files.createSymbolicLink(link, program).toString()), command, value);
			}
		}
	}

	private void assertPassedOn(List<String> shell, StartCommand command, String value) throws Exception {
		Map<String, String> variables = variables(value);
		ProcessBuilder builder = new ProcessBuilder().inheritIO();
		builder.environment().putAll(variables);
		List<String> words = new ArrayList<>(shell);
		words.addAll(CommandLauncher.words(command, builder.environment()).stream().skip(1).toList());
		Process process = builder.command(words).start();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
		assertThat(copied()).containsAll(raw(variables));
	}

	/**
	 * What only some shells treat themselves, they are handed.
	 */
	@Test
	void scriptLosesWhatItsShellLoses() throws Exception {
		Map<String, String> environment = new HashMap<>(variables("foo"));
		assertThat(Variables.names(Variables.lostByShells(environment))).containsExactlyInAnyOrder("IFS", "PPID",
				"OPTIND", "BASH_FUNC_cp%%", "BASH_FUNC_trap%%", "a.b");
		StartCommand command = StartCommand.ofShell("test \"$ERRNO\" = foo && exit 5");
		ProcessBuilder builder = new ProcessBuilder();
		builder.environment().putAll(Map.of("ERRNO", "foo", "OPTIND", "foo"));
		Process process = builder.command(CommandLauncher.words(command, builder.environment())).start();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(5);
	}

	@Test
	void plainProgramIsGivenTheValueOfAVariableThatItsCommandNames() throws Exception {
		StartCommand command = StartCommand.ofShell("expr $FUNCNEST = 123");
		ProcessBuilder builder = new ProcessBuilder();
		builder.environment().putAll(Map.of("FUNCNEST", "123", "FUNCNAME", "foo"));
		Process process = builder.command(CommandLauncher.words(command, builder.environment())).start();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
		assertThat(builder.environment()).containsEntry("FUNCNEST", "123").doesNotContainKey("FUNCNAME");
	}

	@Test
	void envIsFoundWhateverThePath() throws Exception {
		StartCommand command = StartCommand.ofArguments(List.of("/bin/sh", "-c", "exit 5"));
		ProcessBuilder builder = new ProcessBuilder();
		builder.environment().putAll(Map.of("SHLVL", "3", "PATH", this.directory.toString()));
		Process process = builder.command(CommandLauncher.words(command, builder.environment())).start();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(5);
	}

	private static Path onPath(String program) {
		Path found = List.of(System.getenv("PATH").split(":"))
			.stream()
			.map((place) -> Path.of(place, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		assumeTrue(found != null, "there is no " + program + " here: it is not tested");
		return found;
	}

	private List<StartCommand> commands() {
		List<String> words = List.of("cp", "/proc/self/environ", this.directory.resolve("copy").toString());
		return List.of(StartCommand.ofArguments(words), StartCommand.ofShell(String.join(" ", words)));
	}

	private List<RawText> copied() throws Exception {
		Path copy = this.directory.resolve("copy");
		List<RawText> copied = RawText.split(Files.readAllBytes(copy));
		Files.delete(copy);
		return copied;
	}

	private static Map<String, String> variables(String value) {
		return NAMES.stream().collect(Collectors.toMap(Function.identity(), (name) -> value));
	}

	private static List<RawText> raw(Map<String, String> variables) {
		return variables.entrySet()
			.stream()
			.map((variable) -> RawText.of(variable.getKey() + "=" + variable.getValue()))
			.toList();
	}

}

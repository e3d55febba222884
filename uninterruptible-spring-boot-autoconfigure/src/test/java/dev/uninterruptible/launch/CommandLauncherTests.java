package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.posix.SignalHandlers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link CommandLauncher} and the {@link LaunchedProcess} that it launches.
 */
class CommandLauncherTests {

	private static final HandoffAddress ADDRESS = new HandoffAddress(Path.of("/tmp/x/handoff"), "0123456789abcdef");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void successorFindsItsPredecessorInItsEnvironment() throws Exception {
		assertThat(printed(
				"printf '%s %s' \"$UNINTERRUPTIBLE_PREDECESSOR_SOCKET\" \"$UNINTERRUPTIBLE_PREDECESSOR_TOKEN\""))
			.isEqualTo("/tmp/x/handoff 0123456789abcdef");
	}

	@Test
	void successorHasTheEnvironmentOfThisProcess() throws Exception {
		assertThat(printed("printf '%s' \"$PATH\"")).isEqualTo(System.getenv("PATH"));
	}

	@Test
	void successorStartsWhereASymbolicLinkPointsByThen() throws Exception {
		Path one = Files.createDirectory(this.directory.resolve("one"));
		Path two = Files.createDirectory(this.directory.resolve("two"));
		Path current = Files.createSymbolicLink(this.directory.resolve("current"), one);
		CommandLauncher launcher = new CommandLauncher(StartCommand.ofShell("pwd -P > real && pwd > logical"), current,
				null, null);
		awaitExit(launcher.launch(ADDRESS), 0);
		Files.delete(current);
		Files.createSymbolicLink(current, two);
		awaitExit(launcher.launch(ADDRESS), 0);
		assertThat(one.resolve("real")).hasContent(one.toRealPath().toString());
		assertThat(two.resolve("real")).hasContent(two.toRealPath().toString());
		assertThat(two.resolve("logical")).hasContent(current.toString());
	}

	@Test
	void workingDirectoryThatIsMissingIsReported() {
		Path missing = this.directory.resolve("missing");
		CommandLauncher launcher = new CommandLauncher(StartCommand.ofShell("true"), missing, null, null);
		assertThatIOException().isThrownBy(() -> launcher.launch(ADDRESS))
			.withMessage("The working directory %s is not there".formatted(missing));
	}

	@Test
	void successorStartsWhereThisProcessRunsIfTheLocaleHasNoNameForThat() throws Exception {
		CommandLauncher launcher = new CommandLauncher(
				StartCommand.ofShell("pwd -P > %s/here".formatted(this.directory)), null, null, null);
		awaitExit(launcher.launch(ADDRESS), 0);
		assertThat(this.directory.resolve("here")).hasContent(Path.of("").toRealPath().toString());
	}

	@Test
	void programThatIsNotThereExitsWith127() throws Exception {
		CommandLauncher launcher = new CommandLauncher(StartCommand.ofArguments(List.of("/no/such/program")),
				this.directory, null, null);
		awaitExit(launcher.launch(ADDRESS), 127);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void usr1DoesNotKillTheSuccessor(boolean shell) throws Exception {
		String script = "kill -USR1 $$ && sh -c 'kill -USR1 $$' && echo survived > survived";
		StartCommand command = shell ? StartCommand.ofShell(script)
				: StartCommand.ofArguments(List.of("sh", "-c", script));
		awaitExit(new CommandLauncher(command, this.directory, null, null).launch(ADDRESS), 0);
		assertThat(this.directory.resolve("survived")).exists();
	}

	@Test
	void usr1IsHandledAfterALaunchAsBefore() throws Exception {
		CountDownLatch handled = new CountDownLatch(1);
		Object before = SignalHandlers.handle("USR1", handled::countDown);
		try {
			awaitExit(launch("true"), 0);
			awaitExit(launch("kill -USR1 $PPID"), 0);
			assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			Object unused = SignalHandlers.restore("USR1", before);
		}
	}

	@Test
	void successorHasTheVariablesOfTheEnvironmentFile() throws Exception {
		Path file = Files.writeString(this.directory.resolve("env"),
				"PATH='%s'\nADDED=one\n".formatted(System.getenv("PATH")));
		CommandLauncher launcher = new CommandLauncher(StartCommand.ofShell("printenv ADDED > added; true"),
				this.directory, null, EnvironmentFile.of(file));
		awaitExit(launcher.launch(ADDRESS), 0);
		assertThat(this.directory.resolve("added")).hasContent("one");
		Files.writeString(file, "ADDED=two\n");
		awaitExit(launcher.launch(ADDRESS), 0);
		assertThat(this.directory.resolve("added")).hasContent("two");
		Files.writeString(file, "no variable\n");
		assertThatIOException().isThrownBy(() -> launcher.launch(ADDRESS)).withMessageContaining("line 1");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void successorHasEachVariableOfThisProcessByteForByte() throws Exception {
		List<RawText> variables = EnvironmentProgram.variables();
		for (String kind : List.of(EnvironmentProgram.ARGUMENTS, EnvironmentProgram.SHELL)) {
			assertThat(EnvironmentProgram.run(kind, variables)).containsAll(variables);
		}
	}

	@Test
	void lastLinesAreThoseThatTheSuccessorLogged() throws Exception {
		Path log = Files.writeString(this.directory.resolve("log"), "before\n");
		SuccessorProcess process = new CommandLauncher(StartCommand.ofShell("echo failed >> log; exit 3"),
				this.directory, log, null)
			.launch(ADDRESS);
		awaitExit(process, 3);
		assertThat(process.lastLines()).containsExactly("failed");
	}

	@Test
	void processorTimeIsThatOfAllThatItStarted() throws Exception {
		SuccessorProcess process = launch("(while :; do :; done) & wait");
		Awaitility.await().until(() -> process.processorTime().toMillis() >= 50);
		process.end(Duration.ZERO, Duration.ofSeconds(10));
		assertThat(process.processorTime()).isZero();
	}

	@Test
	void endLetsTheProcessExitByItself() throws Exception {
		SuccessorProcess process = launch("while [ ! -e go ]; do sleep 0.05; done; exit 5");
		Files.createFile(this.directory.resolve("go"));
		process.end(Duration.ofSeconds(10), Duration.ZERO);
		awaitExit(process, 5);
	}

	@Test
	void endTerminatesTheProcessAndItsChildren() throws Exception {
		SuccessorProcess process = launch("sleep 100 & echo $! > child; echo $$ > parent; wait");
		long child = awaitPid("child");
		process.end(Duration.ZERO, Duration.ofSeconds(10));
		awaitGone(child);
		awaitGone(process.pid());
	}

	@Test
	void endTerminatesAProcessThatIsStopped() throws Exception {
		SuccessorProcess process = launch("trap 'exit 3' TERM; echo $$ > stopped; kill -STOP $$; sleep 100");
		long unused = awaitPid("stopped");
		process.end(Duration.ZERO, Duration.ofSeconds(10));
		awaitExit(process, 3);
	}

	@Test
	void endKillsATreeThatIgnoresTheSignal() throws Exception {
		SuccessorProcess process = launch(
				"trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > child.tmp; mv child.tmp child; while :; do sleep 1; done' & while :; do sleep 1; done");
		long child = awaitPid("child");
		process.end(Duration.ZERO, Duration.ofMillis(200));
		awaitGone(child);
		awaitGone(process.pid());
	}

	/**
	 * What outlived its parent, an orphan whose environment does not tell, and the
	 * children of such an orphan.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "setsid sh -c 'echo $$ > child; exec sleep 100' & exit 0",
			"env -i sh -c 'echo $$ > child; exec sleep 100' & exit 0",
			"env -i sh -c 'setsid sh -c \"echo \\$\\$ > child; exec sleep 100\" & wait' & exit 0" })
	@EnabledOnOs(OS.LINUX)
	void endFindsOrphans(String command) throws Exception {
		SuccessorProcess process = launch(command);
		awaitExit(process, 0);
		long child = awaitPid("child");
		process.end(Duration.ZERO, Duration.ofSeconds(10));
		awaitGone(child);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void endFindsWhatWasSeenWhileItsParentLived() throws Exception {
		SuccessorProcess process = launch(
				"setsid env -i sh -c 'echo $$ > child; exec sleep 100' & while [ ! -e go ]; do sleep 0.05; done; exit 0");
		long child = awaitPid("child");
		process.observe();
		Files.createFile(this.directory.resolve("go"));
		awaitExit(process, 0);
		process.end(Duration.ZERO, Duration.ofSeconds(10));
		awaitGone(child);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void endLeavesAnOrphanOfThisProcessAlone() throws Exception {
		SuccessorProcess process = launch("exit 0");
		awaitExit(process, 0);
		Process own = new ProcessBuilder("env", "-i", "sh", "-c",
				"sleep 100 & echo $! > stranger.tmp; mv stranger.tmp stranger")
			.directory(this.directory.toFile())
			.start();
		long stranger = awaitPid("stranger");
		assertThat(own.waitFor(10, TimeUnit.SECONDS)).isTrue();
		try {
			process.end(Duration.ZERO, Duration.ofSeconds(10));
			assertThat(ProcessHandle.of(stranger)).get().matches(ProcessHandle::isAlive);
		}
		finally {
			ProcessHandle.of(stranger).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	@Test
	void endGivesTheGraceThatItIsTold() throws Exception {
		SuccessorProcess process = launch(
				"trap 'touch terminated; while [ ! -e go ]; do sleep 0.05; done; exit 7' TERM; echo $$ > parent; while :; do sleep 0.05; done");
		long unused = awaitPid("parent");
		Thread end = Thread.ofPlatform().start(() -> process.end(Duration.ZERO, Duration.ofMinutes(1)));
		Awaitility.await().until(() -> Files.exists(this.directory.resolve("terminated")));
		Files.createFile(this.directory.resolve("go"));
		awaitExit(process, 7);
		assertThat(end.join(Duration.ofSeconds(10))).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void lastLinesAreThoseOfTheFileThatTheCommandRedirectsItsOutputTo() throws Exception {
		Path log = Files.writeString(this.directory.resolve("log"), "of another run\n");
		Instant later = Instant.now().plusMillis(50);
		Awaitility.await().until(() -> Instant.now().isAfter(later));
		SuccessorProcess process = launch(
				"exec >> log 2>&1; while [ ! -e go ]; do sleep 0.05; done; echo failed; echo why >&2; exit 3");
		Awaitility.await().until(() -> Files.isSameFile(log, Path.of("/proc/%s/fd/2".formatted(process.pid()))));
		process.observe();
		Files.createFile(this.directory.resolve("go"));
		awaitExit(process, 3);
		assertThat(process.lastLines()).containsExactly("failed", "why");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void lastLinesAreThoseOfANewFileAlsoOfAChildOfTheShell() throws Exception {
		SuccessorProcess process = launch(
				"cd . && sh -c 'echo early; touch written; while [ ! -e go ]; do sleep 0.05; done; echo late' >> log; exit 3");
		Awaitility.await().until(() -> Files.exists(this.directory.resolve("written")));
		process.observe();
		Files.createFile(this.directory.resolve("go"));
		awaitExit(process, 3);
		assertThat(process.lastLines()).containsExactly("early", "late");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void lastLinesOfACommandThatFailsAtOnceAreFoundToo() throws Exception {
		SuccessorProcess process = launch("exec > log 2>&1; echo failed; sleep 0.3; exit 3");
		awaitExit(process, 3);
		assertThat(process.lastLines()).containsExactly("failed");
	}

	private String printed(String command) throws Exception {
		awaitExit(launch("{ " + command + "; } > printed"), 0);
		return Files.readString(this.directory.resolve("printed"));
	}

	private SuccessorProcess launch(String command) throws IOException {
		return new CommandLauncher(StartCommand.ofShell(command), this.directory, null, null).launch(ADDRESS);
	}

	private static void awaitExit(SuccessorProcess process, int status) throws Exception {
		assertThat(process.exit().get(10, TimeUnit.SECONDS)).isEqualTo(status);
	}

	private long awaitPid(String file) {
		Path path = this.directory.resolve(file);
		return Long.parseLong(Awaitility.await()
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> Files.readString(path), (text) -> text.endsWith("\n"))
			.strip());
	}

	/**
	 * One that waits for the first process to reap it is gone.
	 */
	private static void awaitGone(long pid) {
		Awaitility.await().until(() -> ProcessHandle.of(pid).filter(ProcessTree::isRunning).isEmpty());
	}

}

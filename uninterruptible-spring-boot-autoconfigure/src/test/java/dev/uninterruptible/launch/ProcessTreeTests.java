package dev.uninterruptible.launch;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessTree} and the {@link StrayRule}, with real processes.
 */
@EnabledOnOs(OS.LINUX)
class ProcessTreeTests {

	private static final HandoffAddress ADDRESS = new HandoffAddress(Path.of("/tmp/x/handoff"), "fedcba9876543210");

	private static final String USR1_IGNORED = "trap '' USR1; ";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final List<Long> started = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private StrayRule rule;

	@BeforeEach
	void launch() {
		this.rule = StrayRule.ofThisMoment().orElseThrow();
	}

	@AfterEach
	void kill() {
		if (Files.exists(this.directory.resolve("orphan"))) {
			this.started.add(pid("orphan"));
		}
		this.started.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

	@Test
	void orphanWithTheTokenIsOfTheTree() throws Exception {
		ProcessHandle root = run(
				"export UNINTERRUPTIBLE_PREDECESSOR_TOKEN=fedcba9876543210; " + orphan("setsid sleep 100"));
		assertThat(pids(new ProcessTree(root, ADDRESS, this.rule))).containsExactly(pid("orphan"));
	}

	@Test
	void orphanWhoseEnvironmentCannotBeReadIsOfTheTree() throws Exception {
		ProcessHandle root = run(USR1_IGNORED + orphan("sleep 100"));
		assertThat(pids(new ProcessTree(root, ADDRESS, this.rule, (process) -> ""))).containsExactly(pid("orphan"));
	}

	@Test
	void orphanThatEmptiedItsEnvironmentIsOfTheTree() throws Exception {
		ProcessHandle root = run(USR1_IGNORED + orphan("env -i sleep 100"));
		assertThat(pids(new ProcessTree(root, ADDRESS, this.rule))).containsExactly(pid("orphan"));
	}

	@Test
	void orphanOfAnotherLaunchIsNot() throws Exception {
		ProcessHandle root = run(
				USR1_IGNORED + "export UNINTERRUPTIBLE_PREDECESSOR_TOKEN=other; " + orphan("sleep 100"));
		assertThat(new ProcessTree(root, ADDRESS, this.rule).processes()).isEmpty();
	}

	@Test
	void orphanThatDoesNotIgnoreUsr1IsNot() throws Exception {
		ProcessHandle root = run(orphan("sleep 100"));
		assertThat(unreadable(root).processes()).isEmpty();
	}

	@Test
	void orphanInAnotherSessionIsNot() throws Exception {
		ProcessHandle root = run(USR1_IGNORED + orphan("setsid sleep 100"));
		Awaitility.await()
			.until(() -> ProcessEntry.of(pid("orphan")).orElseThrow().session() != this.rule.self().session());
		assertThat(unreadable(root).processes()).isEmpty();
	}

	@Test
	void orphanThatStartedBeforeTheLaunchIsNot() throws Exception {
		ProcessHandle root = run(USR1_IGNORED + orphan("sleep 100"));
		long later = ProcessEntry.of(pid("orphan")).orElseThrow().startTime() + 1;
		StrayRule rule = new StrayRule(this.rule.self(), this.rule.pid(), later);
		assertThat(new ProcessTree(root, ADDRESS, rule, (process) -> "").processes()).isEmpty();
	}

	@Test
	void childOfThisProcessThatIgnoresUsr1IsNot() throws Exception {
		ProcessHandle root = run("exit 0");
		Process child = new ProcessBuilder("sh", "-c", USR1_IGNORED + "exec sleep 100").start();
		this.started.add(child.pid());
		Awaitility.await().until(() -> ProcessEntry.of(child.pid()).orElseThrow().ignoresUsr1());
		assertThat(unreadable(root).processes()).isEmpty();
	}

	@Test
	void orphanIsNotWhereAnotherServerMayHaveLaunchedIt() throws Exception {
		ProcessHandle root = run(USR1_IGNORED + orphan("sleep 100"));
		Process server = new ProcessBuilder("sh", "-c", "trap : USR1; while :; do sleep 1; done").start();
		this.started.add(server.pid());
		Awaitility.await().until(() -> ProcessEntry.of(server.pid()).orElseThrow().handlesUsr1());
		assertThat(unreadable(root).processes()).isEmpty();
	}

	@Test
	void childOfAnOrphanIsOfTheTree() throws Exception {
		ProcessHandle root = run(USR1_IGNORED
				+ orphan("env -i sh -c 'setsid sleep 100 & echo $! > child.tmp; mv child.tmp child; wait'"));
		assertThat(pids(new ProcessTree(root, ADDRESS, this.rule))).containsExactlyInAnyOrder(pid("orphan"),
				pid("child"));
	}

	@Test
	void descendantThatWasSeenIsRemembered() throws Exception {
		Process root = start(
				"setsid env -i sleep 100 & echo $! > orphan.tmp; mv orphan.tmp orphan; while [ ! -e go ]; do sleep 0.05; done");
		ProcessTree tree = new ProcessTree(root.toHandle(), ADDRESS, null);
		long orphan = pid("orphan");
		assertThat(tree.observe()).extracting(ProcessHandle::pid).contains(root.pid(), orphan);
		Files.createFile(this.directory.resolve("go"));
		assertThat(root.waitFor(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(pids(tree)).containsExactly(orphan));
	}

	@Test
	void zombieIsNotRunning() throws Exception {
		Process parent = start("sh -c 'while [ ! -e go ]; do sleep 0.05; done' & echo $! > zombie; exec sleep 100");
		ProcessHandle zombie = ProcessHandle.of(pid("zombie")).orElseThrow();
		assertThat(ProcessTree.isRunning(zombie)).isTrue();
		Awaitility.await()
			.until(() -> ProcessHandle.of(parent.pid()).flatMap((process) -> process.info().command()).orElse(""),
					(command) -> command.endsWith("sleep"));
		Files.createFile(this.directory.resolve("go"));
		Awaitility.await().until(() -> !ProcessTree.isRunning(zombie));
		assertThat(zombie.isAlive()).isTrue();
		assertThat(new ProcessTree(zombie, ADDRESS, null).processes()).isEmpty();
	}

	@Test
	void endGoesOnWhereAProcessCannotBeEnded() throws Exception {
		Process root = start(
				"export UNINTERRUPTIBLE_PREDECESSOR_TOKEN=fedcba9876543210; " + orphan("setsid sleep 100"));
		assertThat(root.waitFor(10, TimeUnit.SECONDS)).isTrue();
		long orphan = pid("orphan");
		ProcessTree tree = new ProcessTree(handleThatFails(), ADDRESS, null);
		new LaunchedProcess(root, tree, new SuccessorLog(new LogTail(null))).end(Duration.ZERO, Duration.ZERO);
		assertThat(ProcessHandle.of(orphan).filter(ProcessTree::isRunning)).isEmpty();
	}

	@Test
	void endByAThreadThatIsInterruptedEndsTheProcess() throws Exception {
		Process root = start("exec sleep 100");
		ProcessTree tree = new ProcessTree(root.toHandle(), ADDRESS, this.rule);
		Thread end = Thread.ofPlatform().start(() -> {
			Thread.currentThread().interrupt();
			new LaunchedProcess(root, tree, new SuccessorLog(new LogTail(null))).end(Duration.ofMinutes(1),
					Duration.ofMinutes(1));
		});
		assertThat(end.join(Duration.ofSeconds(10))).isTrue();
		assertThat(root.waitFor(10, TimeUnit.SECONDS)).isTrue();
	}

	@SuppressWarnings("ReferenceEquality")
	private static ProcessHandle handleThatFails() {
		return (ProcessHandle) Proxy.newProxyInstance(ProcessTreeTests.class.getClassLoader(),
				new Class<?>[] { ProcessHandle.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "isAlive" -> true;
					case "pid" -> Long.MAX_VALUE;
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> proxy == arguments[0];
					case "toString" -> "handle that fails";
					default -> throw new IllegalStateException("it fails");
				});
	}

	private ProcessTree unreadable(ProcessHandle root) {
		return new ProcessTree(root, ADDRESS, this.rule, (process) -> "");
	}

	private static List<Long> pids(ProcessTree tree) {
		return tree.processes().stream().map(ProcessHandle::pid).toList();
	}

	private static String orphan(String command) {
		return command + " & echo $! > orphan.tmp; mv orphan.tmp orphan; exit 0";
	}

	/**
	 * Run a command to its end.
	 */
	private ProcessHandle run(String command) throws Exception {
		Process process = start(command);
		ProcessHandle handle = process.toHandle();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return handle;
	}

	private Process start(String command) throws IOException {
		Process process = new ProcessBuilder("sh", "-c", command).directory(this.directory.toFile()).start();
		this.started.add(process.pid());
		return process;
	}

	private long pid(String file) {
		Path path = this.directory.resolve(file);
		long pid = Long.parseLong(Awaitility.await()
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> Files.readString(path), (text) -> text.endsWith("\n"))
			.strip());
		this.started.add(pid);
		return pid;
	}

}

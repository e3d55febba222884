package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.UnixStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartCoordinator} with successors that fail. After each of them the
 * process must serve as before, and the next restart must work.
 */
@ExtendWith(OutputCaptureExtension.class)
class RestartFailureTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final long NO_PROCESS = 999_999_999;

	private static final int LOOKS_IN_SHORT = 10;

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void launcherThatFails(CapturedOutput output) throws Exception {
		TestProcess process = serving();
		assertFailed(process, process.restart(), "the successor could not be launched: out of lives");
		assertThat(output.getAll()).containsOnlyOnce("ERROR").contains("serves as before: the successor could not");
	}

	@Test
	void classThatCannotBeLoaded() throws Exception {
		TestProcess process = serving();
		process.launcher().throwNext(new NoClassDefFoundError("dev/uninterruptible/Missing"));
		assertFailed(process, process.restart(),
				"the successor could not be launched: java.lang.NoClassDefFoundError: dev/uninterruptible/Missing");
	}

	@Test
	void commandThatIsNotFound() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> successor.exitWith(127));
		assertFailed(process, process.restart(),
				"the start command was not found (exit status 127) before it connected");
	}

	@Test
	void commandThatIsNotExecutable() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> successor.exitWith(126));
		assertFailed(process, process.restart(),
				"the start command is not executable (exit status 126) before it connected");
	}

	@Test
	void successorThatExitsBeforeItIntroducesItself() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> successor.exitWith(3));
		RestartOutcome outcome = process.restart();
		assertThat(outcome).isInstanceOfSatisfying(RestartOutcome.Failed.class, (failed) -> {
			assertThat(failed.rolledBack()).isFalse();
			assertThat(failed.log()).containsExactly("last line");
		});
		assertFailed(process, outcome, "the successor exited with status 3 before it connected");
	}

	@Test
	void successorThatNeverIntroducesItself() throws Exception {
		TestProcess process = serving(SHORT, Duration.ZERO);
		process.launcher().next((successor) -> {
		});
		RestartOutcome outcome = process.restart();
		process.launcher().awaitLaunched().awaitEnded();
		assertFailed(process, outcome, "the successor did not connect and made no progress for 300 ms"
				+ " ('uninterruptible.restart.ready-timeout'), having used 0 ms of processor time");
	}

	@Test
	void successorThatIsNeverReady() throws Exception {
		TestProcess process = serving(SHORT, Duration.ZERO);
		process.launcher().next((successor) -> successor.takeOver().startIsAt("bean 'slow'"));
		RestartOutcome outcome = process.restart();
		process.launcher().awaitLaunched().awaitEnded();
		assertFailed(process, outcome, "the successor was not ready and made no progress for 300 ms"
				+ " ('uninterruptible.restart.ready-timeout'), at bean 'slow', having used 0 ms of processor time");
	}

	@Test
	void successorThatUsesTheProcessorMayTakeLonger() throws Exception {
		TestProcess process = serving(SHORT, Duration.ZERO);
		process.launcher().next((successor) -> {
			successor.work();
			successor.awaitLooks(LOOKS_IN_SHORT + 5);
			successor.takeOver().send(new Message.Ready());
		});
		assertThat(process.restart()).isInstanceOf(RestartOutcome.Succeeded.class);
	}

	@Test
	void successorThatTellsOfItsStepsMayTakeLonger() throws Exception {
		TestProcess process = serving(SHORT, Duration.ZERO);
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			for (int i = 0; i < LOOKS_IN_SHORT + 5; i++) {
				client.startIsAt("bean '%s'".formatted(i));
				successor.awaitLooks(1);
			}
			client.send(new Message.Ready());
		});
		assertThat(process.restart()).isInstanceOf(RestartOutcome.Succeeded.class);
	}

	@Test
	void successorThatGoesOnForEverIsGivenUp() throws Exception {
		TestProcess process = serving(SHORT, Duration.ZERO);
		process.launcher().next(FakeSuccessor::work);
		assertThat(process.restart()).isInstanceOfSatisfying(RestartOutcome.Failed.class,
				(failed) -> assertThat(failed.reason()).startsWith("the successor did not connect after 1500 ms,"
						+ " which is 5 times 'uninterruptible.restart.ready-timeout', having used "));
	}

	@Test
	void successorThatSaysThatItFailed() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> {
			successor.takeOver().failed("no database");
			successor.exitWith(1);
		});
		assertFailed(process, process.restart(), "the successor failed: no database");
	}

	@Test
	void successorThatDiesWithTheListeners() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> {
			takeOverAndDie(successor.address());
			successor.exitWith(9);
		});
		assertFailed(process, process.restart(), "the successor exited with status 9");
	}

	@Test
	void successorThatTakesAnotherForItsPredecessor() throws Exception {
		TestProcess process = serving();
		process.launcher()
			.next((successor) -> HandoffClient
				.connect(new HandoffAddress(successor.address().path(), "another token")));
		assertFailed(process, process.restart(),
				"the successor exited with status 1 after it was sent away: it does not know the token of this restart");
	}

	@Test
	void successorThatConnectsAndExitsWithoutAWord() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> {
			UnixStream.connect(successor.address().path(), Deadline.after(Duration.ofSeconds(5))).close();
			successor.exitWith(4);
		});
		assertFailed(process, process.restart(), "the successor exited with status 4 before it connected");
	}

	/**
	 * Where nobody else serves, nothing waits for a listener that hangs.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void successorThatGoesOnAloneServesWhateverHangs(boolean goneBefore) throws Exception {
		TestProcess other = serving();
		FakePredecessor predecessor = new FakePredecessor(other.listeners(), NO_PROCESS);
		try (HandoffServer server = HandoffServer.open(predecessor)) {
			TestProcess process = TestProcess.starting(TestProcess.settings(), HandoffClient.connect(server.address()));
			this.processes.add(process);
			CompletableFuture<Void> listens = process.application().hang();
			if (goneBefore) {
				predecessor.disconnect();
				Awaitility.await().until(() -> process.coordinator().status().predecessor() == null);
			}
			CompletableFuture<Void> ready = CompletableFuture.runAsync(process.coordinator()::applicationReady);
			if (!goneBefore) {
				Awaitility.await().until(() -> !process.application().heard().isEmpty());
				predecessor.disconnect();
			}
			process.awaitState(ProcessState.SERVING);
			listens.complete(null);
			ready.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void successorThatFailsAfterItWasReadyIsRolledBack() throws Exception {
		TestProcess process = serving(Duration.ofSeconds(10), Duration.ofSeconds(10));
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			client.send(new Message.Ready());
			assertThat(successor.awaitHeard()).isInstanceOf(Message.Yielded.class);
			client.failed("out of memory");
			successor.exitWith(1);
		});
		RestartOutcome outcome = process.restart();
		assertThat(outcome).isInstanceOfSatisfying(RestartOutcome.Failed.class,
				(failed) -> assertThat(failed.rolledBack()).isTrue());
		process.application().awaitHeard(new RestartEvent.RolledBack("the successor failed: out of memory"));
		assertServes(process, "the successor failed: out of memory");
	}

	@Test
	void successorThatIsRolledBackIsSentAway() throws Exception {
		TestProcess process = serving(Duration.ofSeconds(10), Duration.ofSeconds(10));
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			client.send(new Message.Ready());
			assertThat(successor.awaitHeard()).isInstanceOf(Message.Yielded.class);
			client.failed("out of memory");
		});
		assertThat(process.restart()).isInstanceOf(RestartOutcome.Failed.class);
		assertThat(process.launcher().awaitLaunched().awaitHeard()).isInstanceOf(Message.Refused.class);
	}

	@Test
	void pidFileNamesThisProcessAgainAfterARollback(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("pid");
		TestProcess process = TestProcess
			.starting(TestProcess.settings(Duration.ofSeconds(10), Duration.ofSeconds(10)), new PidFile(file))
			.ready();
		this.processes.add(process);
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			Files.writeString(file, "1\n");
			client.send(new Message.Ready());
			assertThat(successor.awaitHeard()).isInstanceOf(Message.Yielded.class);
			client.failed("out of memory");
			successor.exitWith(1);
		});
		assertThat(process.restart()).isInstanceOf(RestartOutcome.Failed.class);
		assertThat(file).hasContent(Long.toString(ProcessHandle.current().pid()));
	}

	@Test
	void successorThatLeavesTheServiceLeavesThePidFileToItsPredecessor(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("pid");
		TestProcess process = TestProcess
			.starting(TestProcess.settings(Duration.ofSeconds(10), Duration.ofSeconds(10)), new PidFile(file))
			.ready();
		this.processes.add(process);
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		process.launcher()
			.next((successor) -> launched.complete(TestProcess
				.starting(TestProcess.settings(), new PidFile(file), HandoffClient.connect(successor.address()))
				.ready()));
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		TestProcess successor = launched.get(10, TimeUnit.SECONDS);
		this.processes.add(successor);
		process.awaitState(ProcessState.STANDBY);
		successor.coordinator().close(true);
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Failed.class);
		assertThat(file).hasContent(Long.toString(ProcessHandle.current().pid()));
	}

	@Test
	void contextThatClosesEndsTheAttempt() throws Exception {
		TestProcess process = serving();
		process.launcher().next(FakeSuccessor::takeOver);
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.HANDING_OFF);
		process.coordinator().close(true);
		assertThat(outcome.get(1, TimeUnit.SECONDS)).isInstanceOfSatisfying(RestartOutcome.Failed.class,
				(failed) -> assertThat(failed.reason()).contains("closing"));
		process.launcher().awaitLaunched().awaitEnded();
	}

	private static void assertFailed(TestProcess process, RestartOutcome outcome, String reason) throws Exception {
		assertThat(outcome).isInstanceOfSatisfying(RestartOutcome.Failed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo(reason));
		process.application().awaitHeard(new RestartEvent.Failed(reason));
		assertServes(process, reason);
	}

	private static void assertServes(TestProcess process, String reason) throws Exception {
		assertThat(process.coordinator().status().state()).isEqualTo(ProcessState.SERVING);
		assertThat(process.coordinator().status().lastRestart()).isNotNull()
			.satisfies((restart) -> assertThat(restart.reason()).isEqualTo(reason));
		assertThat(process.serves()).isTrue();
		assertThat(process.application().hasExited()).isFalse();
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		process.coordinator().restart("TEST");
		Awaitility.await()
			.until(() -> process.application().heard().getLast() instanceof RestartEvent.HandedOff
					|| process.application().heard().getLast() instanceof RestartEvent.Committed);
	}

	private static void takeOverAndDie(HandoffAddress address) throws IOException {
		byte[] hello = "type=HELLO\nversion=1\npid=%s\ntoken=%s\n"
			.formatted(ProcessHandle.current().pid(), address.token())
			.getBytes(StandardCharsets.UTF_8);
		Deadline deadline = Deadline.after(Duration.ofSeconds(10));
		try (UnixStream stream = UnixStream.connect(address.path(), Deadline.after(Duration.ofSeconds(10)))) {
			stream.write(ByteBuffer.allocate(4 + hello.length).putInt(hello.length).put(hello).flip(), deadline);
			ByteBuffer length = ByteBuffer.allocate(4);
			stream.read(length, deadline);
			stream.read(ByteBuffer.allocate(length.flip().getInt()), deadline);
			stream.receiveDescriptors(1, deadline).forEach(Descriptor::close);
		}
	}

	private TestProcess serving() throws IOException {
		return serving(Duration.ofSeconds(10), Duration.ZERO);
	}

	private TestProcess serving(Duration readyTimeout, Duration standby) throws IOException {
		TestProcess process = TestProcess.serving(TestProcess.settings(readyTimeout, standby));
		this.processes.add(process);
		return process;
	}

}

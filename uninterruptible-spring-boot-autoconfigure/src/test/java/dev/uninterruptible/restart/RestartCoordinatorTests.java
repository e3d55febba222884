package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartCoordinator} when all goes well, or nothing is begun.
 */
@ExtendWith(OutputCaptureExtension.class)
class RestartCoordinatorTests {

	private static final long PID = ProcessHandle.current().pid();

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void restartEndsWithTheSuccessorServingAndThisProcessExiting() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		assertThat(process.restart()).isInstanceOfSatisfying(RestartOutcome.Succeeded.class, (succeeded) -> {
			assertThat(succeeded.pid()).isEqualTo(PID);
			assertThat(succeeded.generation()).isEqualTo(2);
			assertThat(succeeded.duration()).isPositive();
		});
		FakeSuccessor successor = process.launcher().awaitLaunched();
		assertThat(successor.awaitHeard()).isEqualTo(new Message.Yielded(Duration.ZERO));
		assertThat(successor.awaitHeard()).isInstanceOfSatisfying(Message.Committed.class,
				(committed) -> assertThat(committed.trigger()).isEqualTo("TEST"));
		assertThat(process.application().awaitExit()).isZero();
		assertThat(process.coordinator().isExiting()).isTrue();
		assertThat(process.application().heard()).containsExactly(new RestartEvent.Requested("TEST"),
				new RestartEvent.HandedOff(2, PID), new RestartEvent.Committed(2, PID));
	}

	@Test
	void connectionsAreServedUntilTheSuccessorIsReady() throws Exception {
		TestProcess process = serving();
		CountDownLatch ready = new CountDownLatch(1);
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
			client.send(new Message.Ready());
		});
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.HANDING_OFF);
		assertThat(process.serves()).isTrue();
		ready.countDown();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Succeeded.class);
	}

	@Test
	void openConnectionIsFinishedBeforeTheProcessExits() throws Exception {
		TestProcess process = serving();
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		try (Socket client = process.connectAndAwait()) {
			assertThat(process.restart()).isInstanceOf(RestartOutcome.Succeeded.class);
			process.awaitState(ProcessState.DRAINING);
			assertThat(process.application().hasExited()).isFalse();
			assertThat(TestProcess.ask(client, "late")).isEqualTo("late");
		}
		assertThat(process.application().awaitExit()).isZero();
	}

	@Test
	void secondRestartIsRefusedWhileOneRuns() throws Exception {
		TestProcess process = serving();
		CountDownLatch ready = new CountDownLatch(1);
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
			client.send(new Message.Ready());
		});
		CompletableFuture<RestartOutcome> first = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.HANDING_OFF);
		assertThat(process.restart()).isEqualTo(new RestartOutcome.Refused("a restart is running already"));
		ready.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Succeeded.class);
	}

	@Test
	void restartIsRefusedWhileTheProcessStarts() throws Exception {
		TestProcess process = register(TestProcess.starting(TestProcess.settings()));
		assertThat(process.restart()).isEqualTo(new RestartOutcome.Refused("this process is still starting"));
	}

	@Test
	void restartIsRefusedWhileTheProcessDrains() throws Exception {
		TestProcess process = serving();
		try (Socket client = process.connectAndAwait()) {
			assertThat(client.isConnected()).isTrue();
			process.coordinator().terminate();
			process.awaitState(ProcessState.DRAINING);
			assertThat(process.restart()).isInstanceOf(RestartOutcome.Refused.class);
		}
	}

	@Test
	void restartIsRefusedAfterTheCoordinatorWasClosed() throws Exception {
		TestProcess process = serving();
		process.coordinator().close(true);
		assertThat(process.restart()).isInstanceOf(RestartOutcome.Refused.class);
	}

	@Test
	void restartIsRefusedWhenTheApplicationSaysSo() throws Exception {
		TestProcess process = serving();
		process.application().veto("a migration runs");
		assertThat(process.restart()).isInstanceOfSatisfying(RestartOutcome.Refused.class,
				(refused) -> assertThat(refused.reason()).contains("a migration runs"));
		assertThat(process.coordinator().status().state()).isEqualTo(ProcessState.SERVING);
	}

	@Test
	void nothingIsAcceptedBeforeTheApplicationIsReady() throws Exception {
		TestProcess process = register(TestProcess.starting(TestProcess.settings()));
		try (Socket client = process.connect()) {
			assertThat(process.coordinator().status().state()).isEqualTo(ProcessState.STARTING);
			assertThat(process.coordinator().status().activeConnections()).isZero();
			process.ready();
			assertThat(TestProcess.ask(client, "early")).isEqualTo("early");
		}
	}

	@Test
	void statusTellsWhatThereIs() throws IOException {
		TestProcess process = serving();
		ProcessStatus status = process.coordinator().status();
		assertThat(status.generation()).isEqualTo(1);
		assertThat(status.pid()).isEqualTo(PID);
		assertThat(status.listeners())
			.containsExactly(new ListenerStatus("server.default", "127.0.0.1:" + process.port(), 0));
		assertThat(status.predecessor()).isNull();
		assertThat(status.lastRestart()).isNull();
		try (Socket client = process.connectAndAwait()) {
			assertThat(client.isConnected()).isTrue();
			assertThat(process.coordinator().status().activeConnections()).isEqualTo(1);
		}
	}

	@Test
	void successorServesAndMayBeRestartedOnceItsPredecessorHasCommitted() throws Exception {
		TestProcess first = register(
				TestProcess.serving(TestProcess.settings(Duration.ofSeconds(10), Duration.ofSeconds(1))));
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		first.launcher()
			.next((successor) -> launched.complete(
					TestProcess.starting(TestProcess.settings(), HandoffClient.connect(successor.address())).ready()));
		CompletableFuture<RestartOutcome> outcome = first.coordinator().requestRestart("TEST");
		TestProcess second = register(launched.get(10, TimeUnit.SECONDS));
		first.awaitState(ProcessState.STANDBY);
		assertThat(second.port()).isEqualTo(first.port());
		assertThat(second.serves()).isTrue();
		assertThat(second.restart()).isInstanceOf(RestartOutcome.Refused.class);
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Succeeded.class);
		Awaitility.await().until(() -> second.coordinator().status().lastRestart() != null);
		assertThat(second.coordinator().status().generation()).isEqualTo(2);
		second.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		assertThat(second.restart()).isInstanceOfSatisfying(RestartOutcome.Succeeded.class,
				(succeeded) -> assertThat(succeeded.generation()).isEqualTo(3));
	}

	@Test
	void pidFileNamesTheProcessWhileItServes(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("pid");
		TestProcess process = register(TestProcess.starting(TestProcess.settings(), new PidFile(file)));
		assertThat(file).doesNotExist();
		process.ready();
		assertThat(file).hasContent(Long.toString(PID));
		process.coordinator().terminate();
		assertThat(process.application().awaitExit()).isEqualTo(143);
		assertThat(file).doesNotExist();
	}

	@Test
	void processWithoutPredecessorWarnsOfAnotherThatThePidFileNames(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		Path file = Files.writeString(directory.resolve("pid"), "1\n");
		register(TestProcess.starting(TestProcess.settings(), new PidFile(file))).ready();
		assertThat(file).hasContent(Long.toString(PID));
		assertThat(output).containsOnlyOnce("The pidfile %s named process 1, which is alive".formatted(file))
			.contains("'uninterruptible.pidfile-path'");
	}

	@Test
	void processThatCannotWriteItsPidFileExits(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("file"));
		TestProcess process = register(TestProcess.starting(TestProcess.settings(), new PidFile(file.resolve("pid"))));
		process.coordinator().applicationReady();
		assertThat(process.application().awaitExit()).isEqualTo(1);
		assertThat(file).isEmptyFile();
	}

	private TestProcess serving() throws IOException {
		return register(TestProcess.serving(TestProcess.settings()));
	}

	private TestProcess register(TestProcess process) {
		this.processes.add(process);
		return process;
	}

}

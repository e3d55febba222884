package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.actuate.UninterruptibleHealthIndicator;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UninterruptibleHealthIndicator} with processes in all their states.
 */
class ProcessHealthTests {

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void processThatServesIsUpAndTellsWhatItServes() throws Exception {
		TestProcess process = serving(Duration.ZERO);
		try (Socket client = process.connectAndAwait()) {
			assertThat(client.isConnected()).isTrue();
			Health health = health(process);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("generation", 1)
				.containsEntry("state", ProcessState.SERVING)
				.containsEntry("listeners", Map.of("server.default", "127.0.0.1:" + process.port()))
				.containsEntry("connections", 1);
		}
	}

	@Test
	void processThatWasAskedToTerminateIsOutOfServiceWhileItDrains() throws Exception {
		TestProcess process = serving(Duration.ZERO);
		try (Socket client = process.connectAndAwait()) {
			process.coordinator().terminate();
			process.awaitState(ProcessState.DRAINING);
			assertThat(health(process).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(process).getDetails()).containsEntry("state", ProcessState.DRAINING);
			assertThat(process.application().awaitRefusal()).isTrue();
			assertThat(TestProcess.ask(client, "line")).isEqualTo("line");
		}
	}

	@Test
	void processThatStandsByIsUp() throws Exception {
		TestProcess process = serving(Duration.ofSeconds(30));
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		CompletableFuture<RestartOutcome> unused = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.STANDBY);
		assertUp(process, ProcessState.STANDBY);
	}

	@Test
	void processThatWasReplacedIsUpWhileItDrains() throws Exception {
		TestProcess process = serving(Duration.ZERO);
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		try (Socket client = process.connectAndAwait()) {
			process.restart();
			process.awaitState(ProcessState.DRAINING);
			process.coordinator().terminate();
			assertUp(process, ProcessState.DRAINING);
			assertThat(TestProcess.ask(client, "line")).isEqualTo("line");
		}
		assertThat(process.application().awaitExit()).isEqualTo(143);
		assertThat(process.application().refusesTraffic()).isFalse();
	}

	@Test
	void successorThatIsAskedToTerminateBeforeTheCommitLeavesTheServiceToItsPredecessor() throws Exception {
		TestProcess first = serving(Duration.ofSeconds(30));
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		first.launcher()
			.next((successor) -> launched.complete(
					TestProcess.starting(TestProcess.settings(), HandoffClient.connect(successor.address())).ready()));
		CompletableFuture<RestartOutcome> unused = first.coordinator().requestRestart("TEST");
		TestProcess second = register(launched.get());
		first.awaitState(ProcessState.STANDBY);
		try (Socket client = second.connectAndAwait()) {
			second.coordinator().terminate();
			second.awaitState(ProcessState.DRAINING);
			assertUp(second, ProcessState.DRAINING);
			first.awaitState(ProcessState.SERVING);
			assertUp(first, ProcessState.SERVING);
			assertThat(TestProcess.ask(client, "line")).isEqualTo("line");
		}
		assertThat(second.application().awaitExit()).isEqualTo(143);
		assertThat(second.application().refusesTraffic()).isFalse();
	}

	private static void assertUp(TestProcess process, ProcessState state) {
		assertThat(health(process).getStatus()).isEqualTo(Status.UP);
		assertThat(health(process).getDetails()).containsEntry("state", state);
	}

	private static Health health(TestProcess process) {
		Health health = new UninterruptibleHealthIndicator(process.coordinator()).health();
		assertThat(health).isNotNull();
		return health;
	}

	private TestProcess serving(Duration standby) throws IOException {
		return register(TestProcess.serving(TestProcess.settings(Duration.ofSeconds(10), standby)));
	}

	private TestProcess register(TestProcess process) {
		this.processes.add(process);
		return process;
	}

}

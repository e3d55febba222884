package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.actuate.UninterruptibleMetrics;
import dev.uninterruptible.handoff.HandoffClient;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import dev.uninterruptible.handoff.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartHistory}, as {@link UninterruptibleMetrics} shows it.
 */
class RestartMetricsTests {

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void firstProcessHasNothingToTell() throws Exception {
		MeterRegistry meters = meters(register(TestProcess.serving(TestProcess.settings())));
		assertRestarts(meters, 0, 0, 0, 0);
		assertThat(gauge(meters, "generation")).isEqualTo(1);
		assertThat(gauge(meters, "draining")).isZero();
		for (RestartPhase phase : RestartPhase.values()) {
			assertThat(timer(meters, phase).count()).isZero();
		}
	}

	@Test
	void successorCountsTheRestartThatItOwesItsLifeTo() throws Exception {
		TestProcess first = register(TestProcess.serving(TestProcess.settings()));
		MeterRegistry meters;
		try (Socket client = first.connectAndAwait()) {
			TestProcess second = restart(first);
			meters = meters(second);
			assertRestarts(meters, 1, 0, 0, 0);
			assertRestarts(meters(first), 0, 0, 0, 0);
			assertThat(gauge(meters, "generation")).isEqualTo(2);
			Awaitility.await().until(() -> gauge(meters, "draining.connections") == 1);
			assertThat(gauge(meters, "draining")).isEqualTo(1);
			assertPhase(meters, RestartPhase.LAUNCH);
			assertPhase(meters, RestartPhase.HANDOFF);
			assertPhase(meters, RestartPhase.STANDBY);
			assertThat(timer(meters, RestartPhase.DRAIN).count()).isZero();
			assertThat(TestProcess.ask(client, "line")).isEqualTo("line");
		}
		first.close();
		Awaitility.await().until(() -> gauge(meters, "draining") == 0);
	}

	@Test
	void restartsAreCountedOverGenerations() throws Exception {
		TestProcess second = restart(register(TestProcess.serving(TestProcess.settings())));
		assertRestarts(meters(restart(second)), 2, 0, 0, 0);
	}

	@Test
	void failureIsCountedByTheProcessThatGoesOn() throws Exception {
		TestProcess process = register(TestProcess.serving(TestProcess.settings()));
		process.launcher().next((successor) -> successor.exitWith(3));
		process.restart();
		assertRestarts(meters(process), 0, 1, 0, 0);
	}

	@Test
	void rollbackIsCountedByTheProcessThatAcceptsAgain() throws Exception {
		TestProcess process = register(
				TestProcess.serving(TestProcess.settings(Duration.ofSeconds(10), Duration.ofSeconds(10))));
		process.launcher().next((successor) -> {
			HandoffClient client = successor.takeOver();
			client.send(new Message.Ready());
			client.failed("it is unwell");
		});
		process.restart();
		assertRestarts(meters(process), 0, 0, 1, 0);
	}

	@Test
	void refusalIsCounted() throws Exception {
		TestProcess process = register(TestProcess.serving(TestProcess.settings()));
		process.application().veto("a migration runs");
		process.restart();
		assertRestarts(meters(process), 0, 0, 0, 1);
	}

	private static void assertRestarts(MeterRegistry meters, int succeeded, int failed, int rolledBack, int refused) {
		assertThat(restarts(meters, "succeeded")).isEqualTo(succeeded);
		assertThat(restarts(meters, "failed")).isEqualTo(failed);
		assertThat(restarts(meters, "rolled_back")).isEqualTo(rolledBack);
		assertThat(restarts(meters, "refused")).isEqualTo(refused);
	}

	private static double restarts(MeterRegistry meters, String outcome) {
		return meters.get("uninterruptible.restarts").tag("outcome", outcome).functionCounter().count();
	}

	private static void assertPhase(MeterRegistry meters, RestartPhase phase) {
		FunctionTimer timer = timer(meters, phase);
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.totalTime(TimeUnit.SECONDS)).isBetween(0.0, 10.0);
	}

	private static FunctionTimer timer(MeterRegistry meters, RestartPhase phase) {
		return meters.get("uninterruptible.restart.duration")
			.tag("phase", phase.name().toLowerCase(Locale.ROOT))
			.functionTimer();
	}

	private static double gauge(MeterRegistry meters, String name) {
		return meters.get("uninterruptible." + name).gauge().value();
	}

	private static MeterRegistry meters(TestProcess process) {
		MeterRegistry registry = new SimpleMeterRegistry();
		new UninterruptibleMetrics(process.coordinator()).bindTo(registry);
		return registry;
	}

	private TestProcess restart(TestProcess predecessor) throws Exception {
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		predecessor.launcher()
			.next((successor) -> launched.complete(
					TestProcess.starting(TestProcess.settings(), HandoffClient.connect(successor.address())).ready()));
		assertThat(predecessor.restart()).isInstanceOf(RestartOutcome.Succeeded.class);
		TestProcess successor = register(launched.get(10, TimeUnit.SECONDS));
		Awaitility.await().until(() -> successor.coordinator().status().lastRestart() != null);
		return successor;
	}

	private TestProcess register(TestProcess process) throws IOException {
		this.processes.add(process);
		return process;
	}

}

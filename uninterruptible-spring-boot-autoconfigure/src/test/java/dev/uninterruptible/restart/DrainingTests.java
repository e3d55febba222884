package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.listener.ConnectionTotals;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for generations that follow each other while older ones still finish their
 * connections.
 */
class DrainingTests {

	private static final RestartSettings ONE_MAY_DRAIN = new RestartSettings(Duration.ofSeconds(10), Duration.ZERO,
			null, Duration.ofSeconds(30), Duration.ofSeconds(30), 1, null);

	private static final ConnectionTotals ONE = new ConnectionTotals(1, 0, 0);

	private static final ConnectionTotals TWO = new ConnectionTotals(2, 0, 0);

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void generationThatServesListsAllThatFinishTheirConnections() throws Exception {
		TestProcess first = register(TestProcess.serving(TestProcess.settings()));
		try (Socket one = first.connectAndAwait()) {
			TestProcess second = restart(first, TestProcess.settings());
			try (Socket two = second.connectAndAwait(); Socket three = second.connectAndAwait(2)) {
				TestProcess third = restart(second, TestProcess.settings());
				awaitDraining(third, draining(1, 1, ONE), draining(2, 2, TWO));
				assertThat(TestProcess.ask(two, "line")).isEqualTo("line");
				awaitDraining(third, draining(1, 1, ONE), draining(2, 1, TWO));
				assertThat(TestProcess.ask(one, "line")).isEqualTo("line");
				awaitDraining(third, draining(2, 1, TWO));
				assertThat(TestProcess.ask(three, "line")).isEqualTo("line");
				awaitDraining(third);
			}
		}
	}

	@Test
	void generationBeyondTheLimitClosesItsConnectionsAndExits() throws Exception {
		TestProcess first = register(TestProcess.serving(ONE_MAY_DRAIN));
		try (Socket one = first.connectAndAwait()) {
			TestProcess second = restart(first, ONE_MAY_DRAIN);
			try (Socket two = second.connectAndAwait()) {
				assertThat(first.application().hasExited()).isFalse();
				TestProcess third = restart(second, ONE_MAY_DRAIN);
				assertThat(first.application().awaitExit()).isZero();
				assertThat(one.getInputStream().read()).isEqualTo(-1);
				awaitDraining(third, draining(2, 1, ONE));
				assertThat(TestProcess.ask(two, "line")).isEqualTo("line");
				assertThat(second.application().awaitExit()).isZero();
			}
		}
	}

	@Test
	void errorOfGenerationThatFinishesItsConnectionsIsSeen() throws Exception {
		TestProcess first = register(TestProcess.serving(TestProcess.settings()));
		try (Socket one = first.connectAndAwait(); Socket two = first.connectAndAwait(2)) {
			TestProcess second = restart(first, TestProcess.settings());
			assertThat(TestProcess.ask(one, TestProcess.FAIL)).isNull();
			awaitDraining(second, draining(1, 1, new ConnectionTotals(2, 0, 1)));
			assertThat(second.coordinator().status().totals()).isEqualTo(ConnectionTotals.NONE);
			assertThat(TestProcess.ask(two, "line")).isEqualTo("line");
		}
	}

	private static void awaitDraining(TestProcess process, DrainingStatus... expected) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(process.coordinator().status().draining()).containsExactly(expected));
	}

	private static DrainingStatus draining(int generation, int activeConnections, ConnectionTotals totals) {
		return new DrainingStatus(generation, ProcessHandle.current().pid(), activeConnections, totals);
	}

	private TestProcess restart(TestProcess predecessor, RestartSettings settings) throws Exception {
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		predecessor.launcher()
			.next((successor) -> launched
				.complete(TestProcess.starting(settings, HandoffClient.connect(successor.address())).ready()));
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

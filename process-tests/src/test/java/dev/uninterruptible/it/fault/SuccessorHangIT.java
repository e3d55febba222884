package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Gate;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that hang, at each moment of a restart. One server serves its clients
 * through almost all of them.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuccessorHangIT {

	private static final String READY_TIMEOUT = "--uninterruptible.restart.ready-timeout=";

	private final StartScript script;

	private final ServerProcess server;

	@TempDir
	private Path gate;

	SuccessorHangIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = start("5s");
	}

	private ServerProcess start(String readyTimeout) throws IOException {
		return ServerProcess.start(ServerOptions.onFreePorts(this.script.asArgument(), READY_TIMEOUT + readyTimeout,
				ServerOptions.STANDBY + "5s"));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void stopLeavesPredecessorServing(SuccessorMoment moment) throws IOException {
		try (Clients clients = Clients.of(this.server)) {
			moment.provoke(this.script, SuccessorFault.STOP);
			assertFails(this.server, moment.outcome(), SuccessorFault.STOP.reason());
			clients.awaitServed();
			assertNothingIsLeft(this.server);
			clients.assertNoneFailed();
		}
	}

	@Test
	void outputThatNobodyReadsLeavesPredecessorServing() throws IOException {
		try (Clients clients = Clients.of(this.server)) {
			SuccessorFailure.NEVER_BECOMES_READY.provoke(this.script, this.server);
			assertFails(this.server, "FAILED", SuccessorFailure.NEVER_BECOMES_READY.cause());
			clients.awaitServed();
			assertNothingIsLeft(this.server);
			clients.assertNoneFailed();
		}
	}

	@Test
	void startThatStandsStillSaysWhere(@TempDir Path closed) throws IOException {
		try (ServerProcess patient = start("12s"); Clients clients = Clients.of(patient)) {
			this.script.startGated(patient, closed);
			assertFails(patient, "FAILED", "was not ready and made no progress for 12000 ms "
					+ ".*, at bean '.+', having used [1-9]\\d+ ms of processor time");
			clients.awaitServed();
			assertNothingIsLeft(patient);
			clients.assertNoneFailed();
		}
	}

	/**
	 * A server of its own gives its successor the time that a real one needs on a busy
	 * machine.
	 */
	@Test
	void stopDuringRefreshLeavesPredecessorServing() throws IOException {
		try (ServerProcess patient = start("25s"); Clients clients = Clients.of(patient)) {
			this.script.startGated(patient, this.gate);
			Background<Boolean> stop = Background.start(() -> {
				Processes.signal("STOP", Gate.awaitReached(this.gate));
				return true;
			});
			assertFails(patient, "FAILED", "was not ready");
			assertThat(stop.await()).isTrue();
			clients.awaitServed();
			assertNothingIsLeft(patient);
			clients.assertNoneFailed();
		}
	}

	private static void assertFails(ServerProcess server, String outcome, String reason) throws IOException {
		ServerStatus before = server.status();
		int errors = server.log().lines("ERROR", before.pid()).size();
		HttpReply reply = server.actuator().restart();
		assertThat(reply.status()).as(reply.body()).isEqualTo(500);
		assertThat(ServerStatus.text(reply.body(), "outcome")).isEqualTo(outcome);
		assertThat(ServerStatus.text(reply.body(), "reason")).containsPattern(reason);
		assertThat(server.log().lines("ERROR", before.pid())).hasSize(errors + 1)
			.last()
			.asString()
			.contains(ServerStatus.text(reply.body(), "reason"));
		ServerStatus now = server.status();
		assertThat(now.pid()).isEqualTo(before.pid());
		assertThat(now.generation()).isEqualTo(before.generation());
		assertThat(now.state()).isEqualTo("SERVING");
	}

	private static void assertNothingIsLeft(ServerProcess server) {
		Await.until("nothing is left of the successor", () -> server.processes().equals(Set.of(server.firstPid()))
				&& Processes.zombieChildren(server.firstPid()).isEmpty());
	}

}

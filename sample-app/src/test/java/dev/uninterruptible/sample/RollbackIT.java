package dev.uninterruptible.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that fail after they have become ready, while their predecessor stands by.
 * All tests restart the same server, each the generation that the one before it left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollbackIT {

	private static final Optional<String> ROLLED_BACK = Optional.of("ROLLED_BACK");

	private static final int ECHO_CLIENTS = 8;

	private static final int HTTP_CLIENTS = 2;

	private static final Duration LONGER_PAUSE = Duration.ofMillis(100);

	private final StartScript script;

	private final ServerProcess server;

	RollbackIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), "--uninterruptible.restart.standby=4s"));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Test
	void predecessorAcceptsAgainAtOnceWhenSuccessorIsKilled() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start();
				Load http = new HttpLoad(HTTP_CLIENTS, this.server.webPort()).paced().start()) {
			ServerStatus successor = restartIntoStandby(before);
			echo.forgetPauses();
			echo.awaitServed(2000);
			Duration steady = echo.report().longestPause();
			echo.forgetPauses();
			Processes.signal("KILL", successor.pid());
			echo.awaitServed(2000);
			Duration pause = echo.report().longestPause();
			assertRolledBack(before, "137");
			assertOnlyKilledConnectionsFailed(echo.stop(), ECHO_CLIENTS);
			assertOnlyKilledConnectionsFailed(http.stop(), HTTP_CLIENTS);
			assertThat(pause).isLessThanOrEqualTo(steady.plus(LONGER_PAUSE));
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void predecessorAcceptsAgainWhenSuccessorHangs() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			ServerStatus successor = restartIntoStandby(before);
			Processes.signal("STOP", successor.pid());
			assertRolledBack(before, "hangs");
			Await.until("the successor is gone", ServerProcess.DEADLINE, () -> !Processes.isAlive(successor.pid()));
			assertOnlyKilledConnectionsFailed(echo.stop(), ECHO_CLIENTS);
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void successorThatIsNotHealthyLeavesTheServiceToItsPredecessorAndFinishesItsConnections() throws IOException {
		this.script.start(this.server, "--management.health.diskspace.threshold=100000TB",
				"--management.endpoint.health.group.readiness.include=readinessState,diskSpace");
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			restartIntoStandby(before);
			assertRolledBack(before, "readiness");
			assertThat(echo.stop().examples()).isEmpty();
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void successorThatIsTerminatedInStandbyFinishesItsConnections() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			ServerStatus successor = restartIntoStandby(before);
			try (EchoConnection connection = new EchoConnection(this.server.echoPort())) {
				echo.awaitServed(100);
				Processes.signal("TERM", successor.pid());
				assertRolledBack(before, "asked to terminate");
				connection.exchange("sent after TERM");
			}
			Await.until("the successor is gone", ServerProcess.DEADLINE, () -> !Processes.isAlive(successor.pid()));
			assertThat(echo.stop().examples()).isEmpty();
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void successorServesOnWhenPredecessorIsKilledInStandby() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			ServerStatus successor = restartIntoStandby(before);
			echo.awaitServed(100);
			Processes.signal("KILL", before.pid());
			Await.until("the successor is alone", ServerProcess.DEADLINE,
					() -> this.server.status().predecessor().isEmpty());
			echo.awaitServed(1000);
			assertThat(this.server.pid()).isEqualTo(successor.pid());
			assertOnlyKilledConnectionsFailed(echo.stop(), ECHO_CLIENTS);
		}
		assertNextRestartIsCommitted();
	}

	private ServerStatus restartIntoStandby(ServerStatus before) throws IOException {
		Processes.signal("USR1", before.pid());
		ServerStatus successor = this.server.awaitSuccessor(before);
		Await.until("the predecessor stands by", ServerProcess.DEADLINE,
				() -> this.server.log()
					.lines("INFO", before.pid())
					.stream()
					.anyMatch((line) -> line.contains("has stopped accepting") && line.contains("" + successor.pid())));
		return successor;
	}

	private void assertRolledBack(ServerStatus before, String reason) throws IOException {
		Await.until("the predecessor serves again", ServerProcess.DEADLINE,
				() -> this.server.pid() == before.pid() && this.server.status().lastRestart().equals(ROLLED_BACK));
		assertThat(this.server.status().state()).isEqualTo("SERVING");
		assertThat(this.server.log().lines("ERROR", before.pid())).last().asString().contains(reason);
	}

	/**
	 * Nobody was refused, and a client lost one connection at most: the one that the
	 * killed process had accepted.
	 */
	private static void assertOnlyKilledConnectionsFailed(LoadReport report, int clients) {
		assertThat(report.failed(LoadReport.Failure.REFUSED)).as("%s", report.examples()).isZero();
		assertThat(report.failed(LoadReport.Failure.WRONG)).as("%s", report.examples()).isZero();
		assertThat(report.failed()).as("%s", report.examples()).isLessThanOrEqualTo(clients);
	}

	private void assertNextRestartIsCommitted() throws IOException {
		this.script.start(this.server);
		Restart next = this.server.restart(Trigger.POST);
		Await.until("the predecessor is gone", ServerProcess.DEADLINE, () -> !Processes.isAlive(next.before().pid()));
		assertThat(this.server.status().lastRestart()).hasValue("SUCCEEDED");
	}

}

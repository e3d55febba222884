package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that fail after they have become ready, while their predecessor stands by.
 * All tests restart the same server, each the generation that the one before it left.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandbyIT {

	private static final int ECHO_CLIENTS = 8;

	private final StartScript script;

	private final ServerProcess server;

	StandbyIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.STANDBY + "6s"));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Test
	void predecessorAcceptsAgainWhenSuccessorHangs() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			ServerStatus successor = this.server.restartIntoStandby(before);
			Processes.signal("STOP", successor.pid());
			assertRolledBack(before, "hangs");
			Await.until("the successor is gone", () -> !Processes.isAlive(successor.pid()));
			Clients.assertOneFailedAtMostOfEach(echo.stop(), ECHO_CLIENTS);
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void successorThatIsNotHealthyLeavesTheServiceToItsPredecessorAndFinishesItsConnections() throws IOException {
		this.script.start(this.server, "--management.health.diskspace.threshold=100000TB",
				"--management.endpoint.health.group.readiness.include=readinessState,diskSpace");
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			this.server.restartIntoStandby(before);
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
			ServerStatus successor = this.server.restartIntoStandby(before);
			try (EchoConnection connection = new EchoConnection(this.server.echoPort())) {
				echo.awaitServed(100);
				Processes.signal("TERM", successor.pid());
				assertRolledBack(before, "asked to terminate");
				connection.exchange("sent after TERM");
			}
			Await.until("the successor is gone", () -> !Processes.isAlive(successor.pid()));
			assertThat(this.server.log().lines("WARN", successor.pid())).isEmpty();
			assertThat(echo.stop().examples()).isEmpty();
		}
		assertNextRestartIsCommitted();
	}

	@Test
	void successorServesOnWhenPredecessorIsKilledInStandby() throws IOException {
		this.script.start(this.server);
		ServerStatus before = this.server.status();
		try (Load echo = new EchoLoad(ECHO_CLIENTS, this.server.echoPort()).paced().start()) {
			ServerStatus successor = this.server.restartIntoStandby(before);
			echo.awaitServed(100);
			Processes.signal("KILL", before.pid());
			Await.until("the successor is alone", () -> this.server.status().predecessor().isEmpty());
			echo.awaitServed(500);
			assertThat(this.server.pid()).isEqualTo(successor.pid());
			Clients.assertOneFailedAtMostOfEach(echo.stop(), ECHO_CLIENTS);
		}
		assertNextRestartIsCommitted();
	}

	private void assertRolledBack(ServerStatus before, String reason) throws IOException {
		this.server.awaitRolledBack(before);
		assertThat(this.server.log().lines("ERROR", before.pid())).last().asString().contains(reason);
	}

	private void assertNextRestartIsCommitted() throws IOException {
		this.script.start(this.server);
		Restart next = this.server.restart(Trigger.POST);
		Await.until("the predecessor is gone", () -> !Processes.isAlive(next.before().pid()));
		assertThat(this.server.status().lastRestart()).hasValue("SUCCEEDED");
	}

}

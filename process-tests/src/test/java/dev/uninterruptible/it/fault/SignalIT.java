package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Gate;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * USR1 and TERM at each moment of a restart; those that {@code ConcurrentRestartIT},
 * {@link RollbackIT} and {@code TerminationIT} send are there. All tests restart the same
 * server, each the generation that the one before it left.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignalIT {

	private final StartScript script;

	private final ServerProcess server;

	@TempDir
	private Path gate;

	SignalIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.STANDBY + "30s"));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Order(1)
	@Test
	void predecessorThatIsTerminatedInStandbyCommitsAtOnce() throws IOException {
		ServerStatus before = this.server.status();
		this.script.start(this.server, ServerOptions.NO_STANDBY);
		try (Clients clients = Clients.of(this.server)) {
			Processes.signal("USR1", before.pid());
			ServerStatus after = this.server.awaitSuccessor(before);
			assertSaid("INFO", before.pid(), "has stopped accepting");
			Processes.signal("TERM", before.pid());
			assertSaid("INFO", before.pid(), "stands by no longer");
			assertSaid("INFO", before.pid(), "exits with status 143");
			Await.until("the successor is on its own", () -> this.server.processes().equals(Set.of(after.pid())));
			assertThat(this.server.pid()).isEqualTo(after.pid());
			Await.until("it has heard of the commit",
					() -> this.server.status().lastRestart().equals(Optional.of("SUCCEEDED")));
			clients.assertNoneFailed();
		}
	}

	@Order(2)
	@Test
	void ofHundredRequestsInOneSecondOneRestartsAndTheOthersAreRefused() throws IOException {
		ServerStatus before = this.server.status();
		this.script.start(this.server, ServerOptions.STANDBY + "6s");
		try (Clients clients = Clients.of(this.server);
				EchoConnection connection = new EchoConnection(this.server.echoPort())) {
			Process storm = storm(before.pid(), 100);
			ServerStatus after = this.server.awaitSuccessor(before);
			Await.until("all signals are sent", () -> !storm.isAlive());
			assertSaid("INFO", before.pid(), "open connection");
			connection.exchange("sent after the restart");
			Await.until("one generation is left", () -> this.server.processes().equals(Set.of(after.pid())));
			assertThat(after.generation()).isEqualTo(before.generation() + 1);
			assertThat(said("INFO", before.pid(), "was asked by USR1 to restart")).hasSize(1);
			assertThat(said("WARN", before.pid(), "refused the restart asked for by USR1")).isNotEmpty();
			clients.assertNoneFailed();
		}
	}

	@Order(3)
	@Test
	void requestIsRefusedByBothProcessesWhileTheSuccessorBootsAndInStandbyAndDrain() throws IOException {
		ServerStatus before = this.server.status();
		this.script.startGated(this.server, this.gate, ServerOptions.NO_STANDBY);
		try (Clients clients = Clients.of(this.server); EchoConnection connection = this.server.connect()) {
			Processes.signal("USR1", before.pid());
			Process storm = storm(this.server.awaitLaunched(before), 1000);
			long successor = Gate.awaitReached(this.gate);
			storm.destroy();
			assertRefused(before.pid(), "a restart is running already");
			assertRefused(successor, "this process is still starting");
			Gate.open(this.gate);
			this.server.awaitSuccessor(before);
			assertSaid("INFO", before.pid(), "has stopped accepting");
			assertRefused(before.pid(), "a restart is running already");
			assertRefused(successor, "has not yet left the service to this process");
			assertSaid("INFO", before.pid(), "open connection");
			assertRefused(before.pid(), "this process finishes its connections and exits");
			connection.exchange("sent after the restart");
			clients.assertNoneFailed();
			assertThat(this.server.pid()).isEqualTo(successor);
		}
	}

	@Order(4)
	@Test
	void successorThatIsTerminatedBeforeItIsReadyLeavesPredecessorServing() throws IOException {
		ServerStatus before = this.server.status();
		this.script.startGated(this.server, this.gate);
		try (Clients clients = Clients.of(this.server)) {
			Processes.signal("USR1", before.pid());
			Processes.signal("TERM", Gate.awaitReached(this.gate));
			assertSaid("ERROR", before.pid(), "the successor failed: it was asked to terminate");
			Gate.open(this.gate);
			Await.until("the successor is gone", () -> this.server.processes().equals(Set.of(before.pid())));
			assertThat(this.server.pid()).isEqualTo(before.pid());
			assertThat(this.server.status().state()).isEqualTo("SERVING");
			clients.assertNoneFailed();
		}
	}

	@Order(5)
	@Test
	void predecessorThatIsTerminatedTwiceWhileItDrainsLosesOnlyItsOwnConnections() throws IOException {
		ServerStatus before = this.server.status();
		this.script.start(this.server);
		try (Clients clients = Clients.of(this.server); EchoConnection connection = this.server.connect()) {
			ServerStatus after = this.server.restart(Trigger.POST).after();
			assertSaid("INFO", before.pid(), "open connection");
			Processes.signal("TERM", before.pid());
			assertRefused(before.pid(), "this process finishes its connections and exits");
			assertThat(Processes.isAlive(before.pid())).isTrue();
			Processes.terminateAgain(before.pid());
			assertThat(connection.isCut()).isTrue();
			Await.until("the successor is on its own", () -> this.server.processes().equals(Set.of(after.pid())));
			assertThat(this.server.pid()).isEqualTo(after.pid());
			clients.assertNoneFailed();
		}
	}

	@Order(6)
	@Test
	void predecessorThatIsTerminatedWhileItLaunchesEndsItsSuccessorToo() throws IOException {
		ServerStatus before = this.server.status();
		this.script.startAfter(this.server, this.gate.resolve("never"));
		Processes.signal("USR1", before.pid());
		this.server.awaitLaunched(before);
		Processes.signal("TERM", before.pid());
		assertSaid("ERROR", before.pid(), "this process was asked to terminate");
		Await.until("no process is left", () -> this.server.processes().isEmpty());
		assertSaid("INFO", before.pid(), "exits with status 143");
		assertThat(this.server.hasPidfile()).isFalse();
	}

	@Order(7)
	@Test
	void predecessorThatIsTerminatedWhileItsSuccessorBootsEndsItToo() throws IOException {
		Process before = this.server.startByHand();
		Await.until("it serves", () -> this.server.status().pid() == before.pid());
		this.script.startGated(this.server, this.gate);
		Processes.signal("USR1", before.pid());
		Gate.awaitReached(this.gate);
		Processes.signal("TERM", before.pid());
		Gate.open(this.gate);
		Await.until("no process is left", () -> this.server.processes().isEmpty());
		Await.until("its exit status is known", () -> !before.isAlive());
		assertThat(before.exitValue()).isEqualTo(143);
		assertThat(this.server.hasPidfile()).isFalse();
	}

	private static Process storm(long pid, int signals) throws IOException {
		return new ProcessBuilder("sh", "-c",
				"for i in $(seq %s); do kill -USR1 %s || exit 0; sleep 0.01; done".formatted(signals, pid))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private void assertRefused(long pid, String reason) throws IOException {
		int before = said("WARN", pid, reason).size();
		Processes.signal("USR1", pid);
		Await.until("process %s refuses a restart: %s".formatted(pid, reason),
				() -> said("WARN", pid, reason).size() > before);
	}

	private void assertSaid(String level, long pid, String text) {
		Await.until("process %s says at level %s: %s".formatted(pid, level, text),
				() -> !said(level, pid, text).isEmpty());
	}

	private List<String> said(String level, long pid, String text) throws IOException {
		return this.server.log().lines(level, pid).stream().filter((line) -> line.contains(text)).toList();
	}

}

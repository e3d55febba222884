package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import dev.uninterruptible.fixture.FaultyHandler;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Gate;
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
 * Predecessors that are killed at each moment of a restart; the one of the standby is in
 * {@link RollbackIT}. All tests restart the same server, each the generation that the one
 * before it left.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredecessorFaultIT {

	private static final String GOES_ON_ALONE = "goes on alone: its predecessor";

	private final StartScript script;

	private final ServerProcess server;

	@TempDir
	private Path gate;

	PredecessorFaultIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.NO_STANDBY));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Test
	void successorStartsWithoutPredecessorThatWasKilledBeforeHello() throws IOException {
		ServerStatus before = launchUpTo(this.gate.resolve("start"));
		Processes.signal("KILL", before.pid());
		Files.createFile(this.gate.resolve("start"));
		Await.until("the successor serves",
				() -> this.server.pid() != before.pid() && this.server.actuator().status().generation() == 1);
		assertServesAlone();
	}

	@Test
	void successorExitsWhenItsPredecessorWasKilledBeforeItOffered() throws IOException {
		ServerStatus before = launchUpTo(this.gate.resolve("start"));
		Processes.signal("STOP", before.pid());
		Files.createFile(this.gate.resolve("start"));
		Await.until("the successor has connected", () -> this.server.handoffConnections() > 0);
		Processes.signal("KILL", before.pid());
		Await.until("no process is left", () -> this.server.processes().isEmpty());
		assertThat(String.join("\n", this.server.log().lines()))
			.contains("The listeners of the predecessor could not be taken over");
		Process next = this.server.startByHand();
		Await.until("a process that was started by hand serves",
				() -> this.server.pid() == next.pid() && this.server.actuator().status().generation() == 1);
	}

	@Test
	void successorServesWhenItsPredecessorIsKilledDuringItsRefresh() throws IOException {
		ServerStatus before = this.server.status();
		try (Clients clients = Clients.of(this.server)) {
			long successor = launchUpToGate(before);
			Processes.signal("KILL", before.pid());
			Gate.open(this.gate);
			assertThat(this.server.awaitSuccessor(before).pid()).isEqualTo(successor);
			assertSaid("WARN", successor, GOES_ON_ALONE);
			clients.awaitServed();
			clients.assertOnlyKilledConnectionsFailed();
		}
		assertServesAlone();
	}

	@Test
	void successorServesWhenItsPredecessorIsKilledRightAfterReady() throws IOException {
		ServerStatus before = this.server.status();
		try (Clients clients = Clients.of(this.server)) {
			long successor = launchUpToGate(before);
			Processes.signal("STOP", before.pid());
			Gate.open(this.gate);
			assertSaid("INFO", successor, "accepts connections");
			Processes.signal("KILL", before.pid());
			assertSaid("WARN", successor, GOES_ON_ALONE);
			clients.awaitServed();
			clients.assertOnlyKilledConnectionsFailed();
		}
		assertServesAlone();
	}

	@Test
	void onlyItsOwnConnectionsAreLostWithPredecessorThatIsKilledWhileItDrains() throws IOException {
		ServerStatus before = this.server.status();
		this.script.start(this.server);
		try (Clients clients = Clients.of(this.server);
				EchoConnection connection = new EchoConnection(this.server.echoPort())) {
			Restart restart = this.server.restart(Trigger.POST);
			assertSaid("INFO", before.pid(), "open connection");
			Processes.signal("KILL", before.pid());
			assertThat(connection.isCut()).isTrue();
			assertSaid("INFO", restart.after().pid(), "has exited");
			clients.awaitServed();
			clients.assertNoneFailed();
		}
		assertServesAlone();
	}

	@Test
	void handlersThatThrowErrorsOrNeverReturnKeepNobodyFromRestarting() throws IOException {
		Gate.open(this.gate);
		this.script.startGated(this.server, this.gate, "--uninterruptible.drain-timeout=1s");
		ServerStatus faulty = this.server.restart(Trigger.POST).after();
		this.script.start(this.server);
		try (Clients clients = Clients.of(this.server);
				EchoConnection error = new EchoConnection(this.server.echoPort());
				EchoConnection endless = new EchoConnection(this.server.echoPort())) {
			error.send(FaultyHandler.THROW_ERROR);
			assertThat(error.isCut()).isTrue();
			endless.send(FaultyHandler.NEVER_RETURN);
			clients.awaitServed();
			this.server.restart(Trigger.POST);
			assertSaid("WARN", faulty.pid(), "closes 1 connection: they did not finish in 1000 ms");
			assertThat(endless.isCut()).isTrue();
			clients.assertNoneFailed();
		}
		assertServesAlone();
		assertThat(this.server.log().lines("ERROR", faulty.pid())).singleElement()
			.asString()
			.contains("The handler failed");
		assertSaid("INFO", faulty.pid(), "exits with status 0");
	}

	/**
	 * Asks for a restart, whose start command waits for a file.
	 */
	private ServerStatus launchUpTo(Path start) throws IOException {
		ServerStatus before = this.server.status();
		this.script.startAfter(this.server, start);
		Processes.signal("USR1", before.pid());
		Await.until("the start command runs", () -> this.server.processes().size() > 1);
		return before;
	}

	private long launchUpToGate(ServerStatus before) throws IOException {
		this.script.startGated(this.server, this.gate);
		Processes.signal("USR1", before.pid());
		return Gate.awaitReached(this.gate);
	}

	private void assertSaid(String level, long pid, String text) {
		Await.until("process %s says at level %s: %s".formatted(pid, level, text),
				() -> this.server.log().lines(level, pid).stream().anyMatch((line) -> line.contains(text)));
	}

	private void assertServesAlone() throws IOException {
		ServerStatus now = this.server.status();
		Await.until("it serves", () -> this.server.status().state().equals("SERVING"));
		Await.until("nobody else is left", () -> this.server.processes().equals(Set.of(now.pid())));
		assertThat(this.server.log().lines("ERROR", now.pid())).isEmpty();
	}

}

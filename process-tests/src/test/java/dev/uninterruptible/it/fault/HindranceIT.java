package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose own code stands in the way of a restart or of the end.
 */
class HindranceIT {

	private static final String EXIT_TIMEOUT = "--uninterruptible.exit-timeout=2s";

	private static final String TOO_LATE = "did not exit in 2000 ms";

	@TempDir
	private Path directory;

	@Test
	void vetoThatThrowsAnErrorRefusesTheRestart() throws IOException {
		try (ServerProcess server = start("VETO_THROWS_ERROR"); Clients clients = Clients.of(server)) {
			for (int i = 0; i < 2; i++) {
				HttpReply reply = server.actuator().restart();
				assertThat(reply.status()).as(reply.body()).isEqualTo(409);
				assertThat(reply.body()).contains("StackOverflowError");
			}
			assertThat(server.status().state()).isEqualTo("SERVING");
			clients.assertNoneFailed();
		}
	}

	@Test
	void vetoThatNeverReturnsRefusesTheRestartAndKeepsNobodyFromTerminating() throws IOException {
		try (ServerProcess server = start("VETO_HANGS")) {
			try (Clients clients = Clients.of(server)) {
				HttpReply reply = server.actuator().restart();
				assertThat(reply.status()).as(reply.body()).isEqualTo(409);
				assertThat(reply.body()).contains("'veto' took longer than 10000 ms");
				clients.assertNoneFailed();
			}
			Files.delete(server.pidfile().resolveSibling("hangs"));
			Background<HttpReply> request = Background.start(server.actuator()::restart);
			Await.until("the veto is asked", () -> Files.exists(server.pidfile().resolveSibling("hangs")));
			Processes.signal("TERM", server.firstPid());
			HttpReply reply = request.await();
			assertThat(reply.status()).as(reply.body()).isEqualTo(500);
			assertThat(reply.body()).contains("this process was asked to terminate");
			assertThat(server.awaitExit()).isEqualTo(143);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	@Test
	void listenerThatNeverReturnsKeepsThePredecessorNotFromExiting() throws IOException {
		try (ServerProcess server = start("LISTENER_HANGS")) {
			try (Clients clients = Clients.of(server)) {
				Restart restart = server.restart(Trigger.POST);
				assertThat(server.awaitExit()).isZero();
				Await.until("the successor is on its own",
						() -> server.processes().equals(Set.of(restart.after().pid())));
				clients.assertNoneFailed();
			}
		}
	}

	@Test
	void endOfAPredecessorThatHangsIsEndedAndTheLogSaysWhatHangs() throws IOException {
		try (ServerProcess server = start("CLOSE_HANGS")) {
			Restart restart = server.restart(Trigger.POST);
			assertThat(server.awaitExit()).isZero();
			Await.until("the successor is on its own", () -> server.processes().equals(Set.of(restart.after().pid())));
			assertSaysWhatHangs(server, "Hindrance.destroy");
			Processes.signal("TERM", restart.after().pid());
			Await.until("no process is left", () -> server.processes().isEmpty());
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "CLOSE_EXITS, Hindrance.destroy", "HOOK_HANGS, Hindrance.hang" })
	void endThatHangsIsEndedAndTheLogSaysWhatHangs(String kind, String frame) throws IOException {
		try (ServerProcess server = start(kind)) {
			Processes.signal("TERM", server.firstPid());
			assertThat(server.awaitExit()).isEqualTo(143);
			assertSaysWhatHangs(server, frame);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	private static void assertSaysWhatHangs(ServerProcess server, String frame) throws IOException {
		List<String> lines = server.log().lines();
		assertThat(lines).anyMatch((line) -> line.contains(TOO_LATE)).anyMatch((line) -> line.contains(frame));
		assertThat(server.log().lines("ERROR", server.firstPid())).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void startEndsWhenItCannotBeginToServe() throws IOException {
		Path pidfile = Files.createDirectory(this.directory.resolve("run")).resolve("sample.pid");
		try (ServerProcess server = ServerProcess
			.launch(ServerOptions.onChosenPorts(ServerOptions.PIDFILE + pidfile, "--fixture.enabled=true",
					"--fixture.hindrance=DIRECTORY_IS_A_FILE", "--fixture.directory=" + pidfile.getParent()))) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(server.log().lines("ERROR", server.firstPid())).singleElement()
				.asString()
				.contains("cannot serve: The pidfile " + pidfile);
		}
	}

	@Test
	void successorThatCannotBeginToServeTellsItsPredecessor() throws IOException {
		Path pidfile = Files.createDirectory(this.directory.resolve("run")).resolve("sample.pid");
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(script.asArgument()));
				Clients clients = Clients.of(server)) {
			ServerStatus before = server.status();
			script.start(server, ServerOptions.PIDFILE + pidfile, "--fixture.enabled=true",
					"--fixture.hindrance=DIRECTORY_IS_A_FILE", "--fixture.directory=" + pidfile.getParent());
			HttpReply reply = server.actuator().restart();
			assertThat(reply.status()).as(reply.body()).isEqualTo(500);
			assertThat(ServerStatus.text(reply.body(), "reason")).startsWith("the successor failed: The pidfile");
			Await.until("nothing is left of the successor", () -> server.processes().equals(Set.of(before.pid())));
			assertThat(server.status().state()).isEqualTo("SERVING");
			clients.awaitServed();
			clients.assertNoneFailed();
		}
	}

	private static ServerProcess start(String kind) throws IOException {
		return ServerProcess.start(ServerOptions.onFreePorts("--fixture.enabled=true", "--fixture.hindrance=" + kind,
				EXIT_TIMEOUT, ServerOptions.NO_STANDBY));
	}

}

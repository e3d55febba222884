package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that are started by hand and take over by themselves.
 */
class TakeoverIT {

	private static final String PATH = "--uninterruptible.handoff.path=";

	@TempDir
	private Path directory;

	@Test
	void processStartedByHandTakesOverAndLosesNoConnection() throws IOException {
		Path unixSocket = this.directory.resolve("echo.sock");
		ServerOptions options = options().with("--uninterruptible.servers.unix.bind=unix://" + unixSocket,
				"--uninterruptible.servers.unix.handler=echo");
		try (ServerProcess server = ServerProcess.start(options);
				Load unix = new Load(2, EchoConnection.clientsAt(unixSocket)).paced().start();
				Load echo = new EchoLoad(8, server.echoPort()).paced().start();
				Load http = new HttpLoad(2, server.webPort()).paced().start()) {
			ServerStatus first = server.status();
			server.startByHand();
			ServerStatus second = server.awaitSuccessor(first);
			assertThat(server.awaitExit()).isZero();
			Process third = server.startByHand();
			assertThat(server.awaitSuccessor(second).pid()).isEqualTo(third.pid());
			Await.until("the second process has exited", () -> !Processes.isAlive(second.pid()));
			assertThat(unix.stop().examples()).isEmpty();
			assertThat(echo.stop().examples()).isEmpty();
			assertThat(http.stop().examples()).isEmpty();
		}
	}

	@Test
	void processStartsColdWhereTheOneThatServedIsDead() throws IOException {
		try (ServerProcess server = ServerProcess.start(options())) {
			Processes.signal("KILL", server.firstPid());
			server.awaitExit();
			assertThat(socket()).exists();
			Process next = server.startByHand();
			Await.until("the next process serves",
					() -> server.pid() == next.pid() && server.actuator().status().generation() == 1);
			Processes.signal("TERM", next.pid());
			Await.until("it has exited", () -> !next.isAlive());
			assertThat(socket()).doesNotExist();
		}
	}

	/**
	 * The first one still finishes a connection, and would refuse to hand over.
	 */
	@Test
	void processStartsColdWhereTheOneThatServedWasToldToEnd() throws IOException {
		try (ServerProcess server = ServerProcess.start(options().with("--uninterruptible.drain-timeout=5m"));
				EchoConnection held = server.connect()) {
			Processes.signal("TERM", server.firstPid());
			Await.until("it has left the handoff path", () -> !Files.exists(socket()));
			Process next = server.startByHand();
			Await.until("the next process serves",
					() -> server.pid() == next.pid() && server.actuator().status().generation() == 1);
			assertThat(Processes.isAlive(server.firstPid())).isTrue();
			held.exchange("sent when another one served");
		}
	}

	@Test
	void processThatFailsToStartLeavesTheOneThatServes() throws IOException {
		try (ServerProcess server = ServerProcess.start(options());
				Load echo = new EchoLoad(4, server.echoPort()).paced().start()) {
			ServerStatus before = server.status();
			Process failing = server.startByHand("--uninterruptible.bind-address=no.such.host.invalid");
			Await.until("it has exited", () -> !failing.isAlive());
			assertThat(failing.exitValue()).isEqualTo(1);
			assertThat(server.status().pid()).isEqualTo(before.pid());
			Await.until("the failure is logged", () -> !server.log().lines("ERROR", before.pid()).isEmpty());
			assertThat(server.log().lines("ERROR", before.pid())).singleElement()
				.asString()
				.contains("no.such.host.invalid");
			server.startByHand();
			assertThat(server.awaitSuccessor(before).generation()).isEqualTo(2);
			assertThat(echo.stop().examples()).isEmpty();
		}
	}

	@Test
	void processThatIsNoSuccessorLeavesTheOneThatServes() throws IOException {
		try (ServerProcess server = ServerProcess.start(options());
				Load echo = new EchoLoad(4, server.echoPort()).paced().start()) {
			ServerStatus before = server.status();
			Process job = server.startByHand("--spring.main.web-application-type=none", "--spring.main.keep-alive=true",
					"--spring.autoconfigure.exclude=dev.uninterruptible.autoconfigure.SocketServerAutoConfiguration");
			Await.until("the job has started",
					() -> server.log()
						.lines("INFO", job.pid())
						.stream()
						.anyMatch((line) -> line.contains("Started SampleApplication")));
			assertThat(server.log().lines("INFO", job.pid()))
				.anyMatch((line) -> line.contains("listens nowhere: it does not take over at " + socket()));
			Process other = server.startByHand("--spring.application.name=other");
			Await.until("the other application has exited", () -> !other.isAlive());
			assertThat(other.exitValue()).isEqualTo(1);
			assertThat(String.join("\n", server.log().lines())).contains("it is another application, 'other ");
			assertThat(server.status().pid()).isEqualTo(before.pid());
			assertThat(server.pid()).isEqualTo(before.pid());
			assertThat(server.status().state()).isEqualTo("SERVING");
			job.destroy();
			Await.until("the job has exited", () -> !job.isAlive());
			assertThat(server.pid()).isEqualTo(before.pid());
			assertThat(echo.stop().examples()).isEmpty();
		}
	}

	@Test
	void directoryThatOthersCanEnterStopsTheStart() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (ServerProcess server = ServerProcess.launch(options())) {
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(String.join("\n", server.log().lines())).contains("APPLICATION FAILED TO START")
				.contains("uninterruptible.handoff.path")
				.contains("rwxr-xr-x")
				.contains("0700");
		}
	}

	private ServerOptions options() {
		return ServerOptions.onFreePorts(PATH + socket(), ServerOptions.NO_STANDBY);
	}

	private Path socket() {
		return this.directory.resolve("handoff.sock");
	}

}

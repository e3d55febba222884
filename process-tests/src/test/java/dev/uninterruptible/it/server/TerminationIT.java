package dev.uninterruptible.it.server;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What TERM does.
 */
class TerminationIT {

	private static final int STATUS_OF_TERM = 143;

	private static final int STATUS_OF_EXIT = 3;

	/**
	 * Less than idle connections are given, and enough for a machine that is busy.
	 */
	private static final Duration AT_ONCE = Duration.ofSeconds(15);

	@Test
	void termWithoutConnectionsEndsAtOnceAndRemovesPidfile() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts())) {
			long start = System.nanoTime();
			Processes.signal("TERM", server.firstPid());
			assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	@Test
	void termStopsAcceptingAndLetsOpenConnectionFinish() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts());
				EchoConnection connection = server.connect()) {
			Processes.signal("TERM", server.firstPid());
			awaitRefused(server.echoPort());
			assertThat(Processes.isAlive(server.firstPid())).isTrue();
			connection.exchange("sent after TERM");
			assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	/**
	 * As long as a Spring developer expects, who knows nothing of a drain.
	 */
	@Test
	void termEndsWithTheTimeOfAShutdownWhoseConnectionsAreHeldForEver() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY,
				"--spring.lifecycle.timeout-per-shutdown-phase=4s")); EchoConnection held = server.connect()) {
			Restart restart = server.restart(Trigger.USR1);
			try (EchoConnection connection = server.connect()) {
				Processes.signal("TERM", restart.after().pid());
				assertThat(connection.isCut()).isTrue();
			}
			assertThat(server.log().lines("WARN", restart.after().pid()))
				.anyMatch((line) -> line.contains("closes 1 connection: they did not finish in 4000 ms"));
			held.exchange("a process that was replaced has as long as it takes");
		}
	}

	@Test
	void secondTermExitsAtOnceWhateverHangs() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts());
				EchoConnection connection = server.connect()) {
			Processes.signal("TERM", server.firstPid());
			awaitRefused(server.echoPort());
			long start = System.nanoTime();
			Processes.terminateAgain(server.firstPid());
			assertThat(server.awaitExit()).isEqualTo(1);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
			assertThat(connection.isCut()).isTrue();
		}
	}

	@Test
	void secondTermLeavesNothingBehindOfAStartCommandThatIgnoresTerm(@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		script.write("trap '' TERM; while :; do sleep 1; done");
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(script.asArgument()))) {
			Processes.signal("USR1", server.firstPid());
			server.awaitLaunched(server.status());
			Processes.signal("TERM", server.firstPid());
			awaitRefused(server.echoPort());
			Processes.terminateAgain(server.firstPid());
			Await.until("nothing is left", () -> server.processes().isEmpty());
		}
	}

	/**
	 * As at an INT or a HUP, which a build in the background ignores, as all that it
	 * starts does.
	 */
	@Test
	void exitOfTheApplicationStopsAcceptingAndEndsWithTheTimeOfTheDrain() throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(Sample.TOMCAT, "--uninterruptible.drain-timeout=6s");
		try (ServerProcess server = ServerProcess.start(options)) {
			int echoPort = server.status().port("server.default");
			try (EchoConnection open = new EchoConnection(echoPort);
					EchoConnection half = new EchoConnection(echoPort)) {
				half.write("half a line");
				assertThat(HttpReply.post(server.webPort(), "/exit", HttpTarget.TIMEOUT).status()).isEqualTo(200);
				awaitRefused(echoPort);
				open.exchange("sent after exit");
				assertThat(server.awaitExit()).isEqualTo(STATUS_OF_EXIT);
				assertThat(server.hasPidfile()).isFalse();
				assertThat(server.log().lines("WARN", server.firstPid()))
					.anyMatch((line) -> line.contains("closes 1 connection: they did not finish in 6000 ms"));
			}
		}
	}

	@Test
	void termThatArrivesByTwoWaysIsOne() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts());
				EchoConnection connection = server.connect()) {
			assertThat(Processes.run("sh", "-c",
					"kill -TERM %1$s; kill -TERM %1$s; kill -TERM %1$s".formatted(server.firstPid())))
				.isTrue();
			awaitRefused(server.echoPort());
			connection.exchange("sent after TERM");
			assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
		}
	}

	@Test
	void successorThatIsTerminatedRemovesPidfileToo() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY))) {
			Restart restart = server.restart(Trigger.USR1);
			Processes.signal("TERM", restart.after().pid());
			Await.until("no generation is left", () -> server.processes().isEmpty());
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	private static void awaitRefused(int port) {
		Await.until("connections are refused", () -> {
			try {
				new EchoConnection(port).close();
				return false;
			}
			catch (ConnectException ex) {
				return true;
			}
		});
	}

}

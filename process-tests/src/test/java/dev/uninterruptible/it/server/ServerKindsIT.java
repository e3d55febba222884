package dev.uninterruptible.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import dev.uninterruptible.testing.tls.MutualTls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the original gem did, at a TCP port, at a Unix-domain socket and with TLS: three
 * servers of one process.
 */
class ServerKindsIT {

	private static final int STATUS_OF_TERM = 143;

	/**
	 * Less than idle connections are given, and enough for a machine that is busy.
	 */
	private static final Duration AT_ONCE = Duration.ofSeconds(15);

	private final Path socket;

	private final MutualTls tls;

	private ServerOptions options = ServerOptions.onFreePorts();

	ServerKindsIT(@TempDir Path directory) throws IOException {
		this.socket = directory.resolve("echo.sock");
		this.tls = new MutualTls(directory);
	}

	@BeforeEach
	void configure() {
		this.options = ServerOptions
			.onFreePorts(ServerOptions.NO_STANDBY, "--uninterruptible.servers.unix.bind=unix://" + this.socket,
					"--uninterruptible.servers.unix.handler=echo", "--uninterruptible.servers.secure.handler=echo")
			.with(this.tls.arguments("secure"));
	}

	@Test
	void restartLetsThePredecessorAnswerOnEachAndTermWithoutConnectionsEndsAtOnce() throws IOException {
		try (ServerProcess server = ServerProcess.start(this.options)) {
			List<EchoConnection> before = connect(server);
			Restart restart = server.restart(Trigger.USR1);
			assertThat(server.pid()).isEqualTo(restart.after().pid()).isNotEqualTo(restart.before().pid());
			exchange(connect(server));
			exchange(before);
			assertThat(server.awaitExit()).isZero();
			long start = System.nanoTime();
			Processes.signal("TERM", restart.after().pid());
			Await.until("no generation is left", () -> server.processes().isEmpty());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
			assertThat(this.socket).doesNotExist();
		}
	}

	@Test
	void termWaitsForAConnectionOfEach() throws IOException {
		try (ServerProcess server = ServerProcess.start(this.options)) {
			List<EchoConnection> open = connect(server);
			Processes.signal("TERM", server.firstPid());
			for (EchoConnection connection : open) {
				assertThat(Processes.isAlive(server.firstPid())).isTrue();
				connection.exchange("sent after TERM");
			}
			assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	@Test
	void secondTermCutsAConnectionOfEach() throws IOException {
		try (ServerProcess server = ServerProcess.start(this.options)) {
			List<EchoConnection> open = connect(server);
			Processes.signal("TERM", server.firstPid());
			Await.until("the server drains", () -> !Files.exists(this.socket));
			Processes.terminateAgain(server.firstPid());
			assertThat(server.awaitExit()).isEqualTo(1);
			for (EchoConnection connection : open) {
				assertThat(connection.isCut()).isTrue();
			}
		}
	}

	/**
	 * Opens a connection to each server and waits until all are accepted.
	 */
	private List<EchoConnection> connect(ServerProcess server) throws IOException {
		List<EchoConnection> opened = new ArrayList<>();
		opened.add(new EchoConnection(server.echoPort()));
		opened.add(new EchoConnection(this.socket));
		opened.add(new EchoConnection(this.tls.target(server.status().port("server.secure"))));
		Await.until("the connections are accepted, see " + server.log().file(), () -> {
			Map<String, Integer> accepted = server.status().connections();
			return accepted.getOrDefault("server.default", 0) == 1 && accepted.getOrDefault("server.unix", 0) == 1
					&& accepted.getOrDefault("server.secure", 0) == 1;
		});
		return opened;
	}

	private static void exchange(List<EchoConnection> connections) throws IOException {
		for (EchoConnection connection : connections) {
			connection.exchange("hello");
			connection.close();
		}
	}

}

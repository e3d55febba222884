package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpConnection;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Predecessors that still finish a connection when the process that serves ends: killed,
 * they serve again; terminated, they do not. Those that serve again are restarted by the
 * next test: most tests share a server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComeBackIT {

	private final ServerProcess server = start();

	ComeBackIT() throws IOException {
	}

	@BeforeEach
	void awaitLastGeneration() {
		Await.until("one process is left", () -> this.server.processes().equals(Set.of(this.server.pid())));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Test
	void predecessorThatDrainsServesAgainWhenItsSuccessorIsKilled() throws IOException {
		try (EchoConnection half = half(this.server)) {
			Restart restart = this.server.restart(Trigger.POST);
			try (Clients clients = Clients.of(this.server)) {
				Processes.signal("KILL", restart.after().pid());
				awaitServesAgain(this.server, restart.before());
				clients.awaitServed();
				clients.assertOnlyKilledConnectionsFailed();
			}
			assertKeepsWebConnectionsAlive(this.server);
			assertFinishes(half);
			assertThat(this.server.restart(Trigger.POST).before().pid()).isEqualTo(restart.before().pid());
		}
	}

	@Test
	void predecessorThatDrainsDoesNotComeBackWhenItsSuccessorIsTerminated() throws IOException {
		try (ServerProcess server = start(); EchoConnection half = half(server)) {
			Restart restart = server.restart(Trigger.POST);
			Processes.signal("TERM", restart.after().pid());
			Await.until("the successor is gone", () -> server.processes().equals(Set.of(restart.before().pid())));
			assertRefused(server.echoPort());
			assertRefused(server.webPort());
			assertFinishes(half);
			assertThat(server.awaitExit()).isZero();
			assertThat(server.log().lines("ERROR", restart.before().pid())).isEmpty();
			assertThat(server.hasPidfile()).isFalse();
		}
	}

	@Test
	void ofTwoThatDrainTheLaterOneServesAgainAndThenTheFirst() throws IOException {
		try (EchoConnection first = half(this.server)) {
			ServerStatus one = this.server.restart(Trigger.POST).before();
			int errors = errors(one);
			try (EchoConnection second = half(this.server)) {
				Restart restart = this.server.restart(Trigger.POST);
				ServerStatus two = restart.before();
				try (Clients clients = Clients.of(this.server)) {
					Processes.signal("KILL", restart.after().pid());
					awaitServesAgain(this.server, two);
					clients.awaitServed();
					assertThat(errors(one)).isEqualTo(errors);
					clients.assertOnlyKilledConnectionsFailed();
				}
				try (Clients clients = Clients.of(this.server)) {
					Processes.signal("KILL", two.pid());
					awaitServesAgain(this.server, one);
					clients.awaitServed();
					clients.assertOnlyKilledConnectionsFailed();
				}
				assertThat(second.isCut()).isTrue();
				awaitNothingIsLeftOf(two.pid());
				awaitNothingIsLeftOf(restart.after().pid());
			}
			assertFinishes(first);
		}
	}

	/**
	 * The one that should accept does not answer. When it goes on, the service is its own
	 * again.
	 */
	@Test
	void oldestServesWhileTheOneAfterItIsStopped() throws IOException {
		try (EchoConnection first = half(this.server)) {
			ServerStatus one = this.server.restart(Trigger.POST).before();
			try (EchoConnection second = half(this.server)) {
				Restart restart = this.server.restart(Trigger.POST);
				ServerStatus two = restart.before();
				Processes.signal("STOP", two.pid());
				try (Clients clients = Clients.of(this.server)) {
					Processes.signal("KILL", restart.after().pid());
					awaitServesAgain(this.server, one);
					clients.awaitServed();
					Processes.signal("CONT", two.pid());
					awaitServesAgain(this.server, two);
					clients.awaitServed();
					clients.assertOnlyKilledConnectionsFailed();
				}
				assertFinishes(first);
				assertFinishes(second);
			}
		}
	}

	/**
	 * The one in the middle was told to end, so it is not the one that serves again.
	 */
	@Test
	void oldestServesAgainWhenTheOneAfterItMustNot() throws IOException {
		try (EchoConnection first = half(this.server)) {
			ServerStatus one = this.server.restart(Trigger.POST).before();
			try (EchoConnection second = half(this.server)) {
				Restart restart = this.server.restart(Trigger.POST);
				ServerStatus two = restart.before();
				Processes.signal("TERM", two.pid());
				try (Clients clients = Clients.of(this.server)) {
					Processes.signal("KILL", restart.after().pid());
					awaitServesAgain(this.server, one);
					clients.awaitServed();
					clients.assertOnlyKilledConnectionsFailed();
				}
				assertThat(Processes.isAlive(two.pid())).isTrue();
				assertFinishes(second);
			}
			assertFinishes(first);
		}
	}

	@Test
	void predecessorServesAgainWhoseSuccessorHadItsSocketUnderAnotherName(@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY));
				EchoConnection half = half(server)) {
			ServerStatus before = server.status();
			List<String> renamed = new ArrayList<>(server.command());
			renamed.replaceAll((word) -> word.replace("--uninterruptible.bind-port=",
					"--uninterruptible.servers.other.bind=tcp://127.0.0.1:"));
			renamed.add("--uninterruptible.servers.other.handler=echo");
			script.exec(renamed);
			HttpReply reply = server.actuator().restart();
			assertThat(reply.status()).as(reply.body()).isEqualTo(200);
			assertThat(server.actuator().status().port("server.other")).isEqualTo(server.echoPort());
			Processes.signal("KILL", server.pid());
			awaitServesAgain(server, before);
			try (EchoConnection connection = server.connect()) {
				connection.exchange("served again");
			}
			assertFinishes(half);
		}
	}

	@Test
	void predecessorThatSharesNoSocketWithItsSuccessorDoesNotComeBack(@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY));
				EchoConnection half = half(server)) {
			long before = server.pid();
			script.start(server, "--uninterruptible.bind-port=0", "--server.port=0");
			assertThat(server.actuator().restart().status()).isEqualTo(200);
			Processes.signal("KILL", server.pid());
			assertFinishes(half);
			assertThat(server.awaitExit()).isZero();
			assertThat(server.log().lines("ERROR", before)).isEmpty();
		}
	}

	/**
	 * It has no descriptor left to be watched by, or to look who else has the sockets.
	 */
	@Test
	void generationWithoutDescriptorsLeavesTheServiceToTheOneThatServes() throws IOException {
		try (EchoConnection first = half(this.server)) {
			ServerStatus one = this.server.restart(Trigger.POST).before();
			int errors = errors(one);
			assumeTrue(Processes.run("prlimit", "--version"), "no prlimit here: not tested without descriptors");
			try (EchoConnection second = half(this.server)) {
				assertThat(Processes.run("prlimit", "--pid", Long.toString(one.pid()), "--nofile=1:4096")).isTrue();
				Restart restart = this.server.restart(Trigger.POST);
				Processes.signal("KILL", restart.before().pid());
				assertThat(second.isCut()).isTrue();
				assertThat(Processes.run("prlimit", "--pid", Long.toString(one.pid()), "--nofile=4096:4096")).isTrue();
				assertFinishes(first);
				Await.until("the last generation is on its own",
						() -> this.server.processes().equals(Set.of(restart.after().pid())));
				assertThat(errors(one)).isEqualTo(errors);
				assertThat(this.server.pid()).isEqualTo(restart.after().pid());
			}
		}
	}

	private int errors(ServerStatus generation) throws IOException {
		return this.server.log().lines("ERROR", generation.pid()).size();
	}

	private void awaitNothingIsLeftOf(long pid) {
		String name = "uninterruptible-" + Long.toString(pid, Character.MAX_RADIX) + "-";
		Await.until("nothing of process %s is left in the temporary directory".formatted(pid), () -> {
			try (Stream<Path> files = Files.list(this.server.temporary())) {
				return files.noneMatch((file) -> file.getFileName().toString().startsWith(name));
			}
		});
	}

	private static ServerProcess start() throws IOException {
		return ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY));
	}

	/**
	 * A connection whose handler waits for the rest of its line.
	 */
	private static EchoConnection half(ServerProcess server) throws IOException {
		EchoConnection connection = server.connect();
		connection.write("half a line");
		return connection;
	}

	private static void assertFinishes(EchoConnection half) throws IOException {
		half.write(" and the rest\n");
		half.expect("half a line and the rest");
	}

	private static void awaitServesAgain(ServerProcess server, ServerStatus generation) {
		Await.until("generation %s serves again".formatted(generation.generation()), () -> {
			ServerStatus now = server.actuator().status();
			return now.pid() == generation.pid() && server.pid() == generation.pid() && now.state().equals("SERVING")
					&& now.lastRestart().equals(Optional.of("ROLLED_BACK"));
		});
	}

	private static void assertKeepsWebConnectionsAlive(ServerProcess server) throws IOException {
		try (HttpConnection connection = new HttpConnection(HttpTarget.plain(server.webPort()), HttpTarget.TIMEOUT)) {
			for (int i = 0; i < 3; i++) {
				assertThat(connection.exchange("GET", "/actuator/health").status()).isEqualTo(200);
				assertThat(connection.isClosing()).isFalse();
			}
		}
	}

	private static void assertRefused(int port) {
		Await.until("connections to port %s are refused".formatted(port), () -> {
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

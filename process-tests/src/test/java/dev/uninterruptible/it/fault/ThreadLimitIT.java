package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Processes that may have no more threads ({@code ulimit -u}). The limit does not hold
 * for root, so they run as another user.
 */
class ThreadLimitIT {

	private static final int FIRST_USER = 54300;

	private static final int STATUS_OF_TERM = 143;

	@BeforeEach
	void becomeAnotherUser() throws IOException {
		assumeTrue(canBeAnotherUser(), "This user cannot become another one that can read the samples: "
				+ "nothing is tested at the limit of threads");
	}

	private static boolean canBeAnotherUser() throws IOException {
		List<String> command = new ArrayList<>(Processes.asUser(FIRST_USER));
		command.addAll(List.of("test", "-r", Sample.TOMCAT.packagedJar().toString()));
		try {
			return Processes.run(command);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * A virtual thread needs a carrier thread, and one that is idle ends after half a
	 * minute.
	 */
	@Test
	void portLivesAgainWhenThreadsCanBeHad() throws IOException {
		try (ServerProcess server = ServerProcess.launch(ServerOptions.onFreePorts().asUser(FIRST_USER))) {
			Await.until("it serves", () -> server.hasPidfile() && server.status().state().equals("SERVING"));
			Await.until("no carrier thread is left", () -> carriers(server.firstPid()) == 0);
			limitThreads(server.firstPid(), "1");
			for (int i = 0; i < 10; i++) {
				try (EchoConnection connection = new EchoConnection(server.echoPort())) {
					connection.send("at the limit");
					assertThat(connection.isCut()).isTrue();
				}
			}
			assertThat(health(server)).isEqualTo(200);
			limitThreads(server.firstPid(), "unlimited");
			try (Clients clients = Clients.of(server)) {
				clients.awaitServed();
				clients.assertNoneFailed();
			}
			Await.until("no connection is left", () -> server.status().echoConnections() == 0);
			assertThat(health(server)).isEqualTo(200);
			assertThat(server.log().lines("WARN", server.firstPid()))
				.anyMatch((line) -> line.contains("could not accept a connection and tries again"));
			Processes.signal("TERM", server.firstPid());
			assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
		}
	}

	@Test
	void restartWithoutThreadsIsAnsweredAndTheNextOneWorks() throws IOException {
		try (ServerProcess server = start(FIRST_USER + 1); Clients clients = Clients.of(server)) {
			ServerStatus before = server.status();
			limitThreads(before.pid(), "1");
			HttpReply reply = server.actuator().restart();
			assertThat(reply.status()).as(reply.body()).isIn(409, 500);
			assertThat(reply.body()).contains("thread");
			assertThat(server.status().state()).isEqualTo("SERVING");
			limitThreads(before.pid(), "unlimited");
			Restart next = server.restart(Trigger.POST);
			assertThat(next.before().pid()).isEqualTo(before.pid());
			clients.assertNoneFailed();
		}
	}

	@Test
	void predecessorWithoutThreadsAcceptsAgainWhenItsSuccessorIsKilled() throws IOException {
		try (ServerProcess server = start(FIRST_USER + 2); Clients clients = Clients.of(server)) {
			ServerStatus before = server.status();
			Background<HttpReply> request = Background.start(server.actuator()::restart);
			ServerStatus successor = server.awaitSuccessor(before, request);
			clients.awaitServed();
			limitThreads(before.pid(), "1");
			Processes.signal("KILL", successor.pid());
			clients.awaitServed();
			limitThreads(before.pid(), "unlimited");
			HttpReply reply = request.await();
			assertThat(ServerStatus.text(reply.body(), "outcome")).isEqualTo("ROLLED_BACK");
			server.awaitRolledBack(before);
			assertThat(server.restart(Trigger.POST).before().pid()).isEqualTo(before.pid());
			clients.assertOnlyKilledConnectionsFailed();
		}
	}

	private static ServerProcess start(int user) throws IOException {
		return ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.STANDBY + "20s").asUser(user));
	}

	private static int health(ServerProcess server) throws IOException {
		return HttpReply.get(server.webPort(), "/actuator/health/readiness", HttpTarget.TIMEOUT).status();
	}

	private static void limitThreads(long pid, String limit) throws IOException {
		assertThat(Processes.run("prlimit", "--pid", Long.toString(pid), "--nproc=" + limit + ":")).isTrue();
	}

	private static int carriers(long pid) throws IOException {
		int carriers = 0;
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
			for (Path thread : threads) {
				if (Files.readString(thread.resolve("comm")).startsWith("ForkJoi")) {
					carriers++;
				}
			}
		}
		return carriers;
	}

}

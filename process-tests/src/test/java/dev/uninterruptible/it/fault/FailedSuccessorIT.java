package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.JavaCommand;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a successor that has failed leaves: nothing, neither of itself nor of its
 * settings.
 */
class FailedSuccessorIT {

	private static final String BACKLOG = "--uninterruptible.backlog=";

	@TempDir
	private Path directory;

	@Test
	void helloAfterTheReadyTimeoutIsNoTakeover() throws IOException {
		StartScript script = script();
		Path late = this.directory.resolve("late");
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), "--uninterruptible.restart.ready-timeout=3s"));
				Clients clients = Clients.of(server)) {
			ServerStatus before = server.status();
			script.write("trap '' TERM\nexec "
					+ String.join(" ", JavaCommand.fakeSuccessor(late.toString(), "HELLO", "OFFER")));
			Background<HttpReply> request = Background.start(server.actuator()::restart);
			Await.until("the successor has connected", () -> server.handoffConnections() > 0);
			Await.until("its time is over", () -> !server.log().lines("ERROR", before.pid()).isEmpty());
			Files.createFile(late);
			assertThat(ServerStatus.text(request.await().body(), "reason")).contains("did not connect");
			Await.until("nothing is left of it", () -> server.processes().equals(Set.of(before.pid())));
			assertThat(server.log().lines()).noneMatch((line) -> line.contains("TAKEOVER"))
				.noneMatch((line) -> line.contains("hands over"));
			assertThat(server.log().lines("ERROR", before.pid())).hasSize(1);
			assertThat(server.temporaryFiles("uninterruptible-*")).isZero();
			clients.assertNoneFailed();
		}
	}

	@Test
	void eachOfTwoThatEndAtTheSameTimeIsGone() throws IOException {
		StartScript script = script();
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.STANDBY + "20s"))) {
			ServerStatus before = server.status();
			script.start(server);
			ServerStatus successor = server.restartIntoStandby(before);
			try (EchoConnection open = server.connect()) {
				open.exchange("served by the successor");
				Processes.signal("TERM", successor.pid());
				server.awaitRolledBack(before);
				script.write("trap '' TERM; sleep 600");
				Processes.signal("USR1", before.pid());
				server.awaitLaunched(before);
				Processes.signal("TERM", before.pid());
			}
			Await.until("no process is left", () -> server.processes().isEmpty());
			assertThat(server.awaitExit()).isEqualTo(143);
		}
	}

	@Test
	void backlogIsThatOfTheProcessThatServes() throws IOException {
		StartScript script = script();
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), BACKLOG + "200", ServerOptions.STANDBY + "20s"))) {
			assumeTrue(backlog(server) == 200, "ss does not show backlogs here: not tested that they stay");
			ServerStatus before = server.status();
			script.start(server, BACKLOG + "1", "--server.port=no-number");
			assertThat(server.actuator().restart().status()).isEqualTo(500);
			assertThat(backlog(server)).isEqualTo(200);
			script.start(server, BACKLOG + "1");
			ServerStatus successor = server.restartIntoStandby(before);
			assertThat(backlog(server)).isEqualTo(200);
			Processes.signal("KILL", successor.pid());
			server.awaitRolledBack(before);
			assertThat(backlog(server)).isEqualTo(200);
			script.start(server, BACKLOG + "100");
			ServerStatus next = server.restartIntoStandby(before);
			Processes.signal("TERM", before.pid());
			Await.until("the predecessor is gone", () -> server.processes().equals(Set.of(next.pid())));
			Await.until("the backlog is the successor's", () -> backlog(server) == 100);
		}
	}

	private StartScript script() {
		return new StartScript(this.directory.resolve("start.sh"));
	}

	/**
	 * The backlog of the echo server, which {@code ss} shows as the length of the queue
	 * to send.
	 */
	private static int backlog(ServerProcess server) throws IOException {
		Process ss = new ProcessBuilder(List.of("ss", "-ltnH", "sport", "=", ":" + server.echoPort()))
			.redirectErrorStream(true)
			.start();
		String line = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		return Integer.parseInt(line.split(" +", -1)[2]);
	}

}

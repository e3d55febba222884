package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are open while the server restarts.
 */
class OpenConnectionIT {

	@Test
	void connectionThatIdlesThroughTwoRestartsIsAnsweredByItsGenerationWhichThenExits() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY));
				EchoConnection connection = server.connect()) {
			Restart restart = server.restart(Trigger.USR1);
			long predecessor = restart.before().pid();
			assertThat(server.status().predecessor()).hasValue(predecessor);
			assertThat(server.processes()).containsExactlyInAnyOrder(predecessor, restart.after().pid());
			Restart second = server.restart(Trigger.POST);
			Await.until("the second generation is gone",
					() -> server.processes().equals(Set.of(server.firstPid(), second.after().pid())));
			connection.exchange("sent after both restarts");
			assertThat(server.awaitExit()).isZero();
			Await.until("nobody drains any more", () -> server.status().draining().isEmpty());
			assertThat(server.status().predecessor()).isEmpty();
			assertThat(server.processes()).containsExactly(server.pid());
		}
	}

	@Test
	void oldestGenerationClosesItsConnectionsWhenTooManyDrain() throws IOException {
		ServerOptions options = ServerOptions.onFreePorts("--uninterruptible.restart.max-draining=2",
				ServerOptions.NO_STANDBY);
		try (ServerProcess server = ServerProcess.start(options); EchoConnection first = server.connect()) {
			Restart one = server.restart(Trigger.USR1);
			try (EchoConnection second = server.connect()) {
				Restart two = server.restart(Trigger.USR1);
				Await.until("both generations that drain are listed",
						() -> server.status().draining().equals(Map.of(one.before().pid(), 1, two.before().pid(), 1)));
				try (EchoConnection third = server.connect()) {
					Restart three = server.restart(Trigger.USR1);
					assertThat(server.awaitExit()).isZero();
					assertThat(first.isCut()).isTrue();
					Await.until("the others are listed",
							() -> server.status()
								.draining()
								.equals(Map.of(two.before().pid(), 1, three.before().pid(), 1)));
					third.exchange("still served by the third");
				}
				second.exchange("still served by the second");
				Await.until("only the last generation is left", () -> server.processes().equals(Set.of(server.pid())));
				Await.until("nobody drains", () -> server.status().draining().isEmpty());
			}
		}
	}

	@Test
	void drainTimeoutCutsConnectionThatNeverEnds() throws IOException {
		ServerOptions options = ServerOptions.onFreePorts("--uninterruptible.drain-timeout=1s",
				ServerOptions.NO_STANDBY);
		try (ServerProcess server = ServerProcess.start(options); EchoConnection connection = server.connect()) {
			Restart restart = server.restart(Trigger.POST);
			assertThat(server.awaitExit()).isZero();
			assertThat(connection.isCut()).isTrue();
			assertThat(server.processes()).containsExactly(restart.after().pid());
		}
	}

}

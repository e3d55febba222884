package dev.uninterruptible.sample;

import java.io.IOException;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of many restarts.
 */
class ManyRestartsIT {

	private static final int RESTARTS = 30;

	@Test
	void thirtyRestartsInRowLeaveNothingBehind() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY))) {
			server.restart(Trigger.USR1);
			awaitOneProcess(server);
			Footprint second = Footprint.settled(server, "*");
			for (int restart = 2; restart <= RESTARTS; restart++) {
				server.restart(Trigger.USR1);
			}
			awaitOneProcess(server);
			assertThat(server.status().generation()).isEqualTo(RESTARTS + 1);
			assertThat(Processes.zombieChildren(server.pid())).isEmpty();
			assertThat(Footprint.settled(server, "*")).isEqualTo(second);
		}
	}

	private static void awaitOneProcess(ServerProcess server) {
		Await.until("only the last generation is left", ServerProcess.DEADLINE,
				() -> server.processes().equals(Set.of(server.pid())));
	}

}

package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.time.Duration;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon a predecessor accepts again.
 */
@RunsAlone("It measures how long clients wait")
class RollbackIT {

	private static final int ECHO_CLIENTS = 8;

	private static final int HTTP_CLIENTS = 2;

	private static final Duration PACE = Duration.ofMillis(10);

	private static final Duration LONGER_PAUSE = Duration.ofMillis(100);

	@Test
	void predecessorAcceptsAgainAtOnceWhenSuccessorIsKilled() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.STANDBY + "60s"));
				Load echo = new EchoLoad(ECHO_CLIENTS, server.echoPort()).paced(PACE).start();
				Load http = new HttpLoad(HTTP_CLIENTS, server.webPort()).paced(PACE).start()) {
			ServerStatus before = server.status();
			ServerStatus successor = server.restartIntoStandby(before);
			echo.forgetPauses();
			echo.awaitServed(1000);
			Duration steady = echo.report().longestPause();
			echo.forgetPauses();
			Processes.signal("KILL", successor.pid());
			echo.awaitServed(1000);
			Duration pause = echo.report().longestPause();
			server.awaitRolledBack(before);
			assertThat(server.log().lines("ERROR", before.pid())).last().asString().contains("137");
			Clients.assertOneFailedAtMostOfEach(echo.stop(), ECHO_CLIENTS);
			Clients.assertOneFailedAtMostOfEach(http.stop(), HTTP_CLIENTS);
			assertThat(pause).isLessThanOrEqualTo(steady.plus(LONGER_PAUSE));
		}
	}

}

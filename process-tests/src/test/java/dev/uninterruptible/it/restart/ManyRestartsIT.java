package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.process.Footprint;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of many restarts.
 */
class ManyRestartsIT {

	@Test
	void fiveRestartsInRowLeaveNothingBehind() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY))) {
			Footprint second = second(server);
			restart(server, 5);
			assertNothingIsLeft(server, second);
		}
	}

	@Tag("soak")
	@Test
	void hundredRestartsInRowUnderLoadLoseNothingAndLeaveNothingBehind() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY))) {
			Footprint second = second(server);
			try (Load echo = new EchoLoad(10, server.echoPort()).paced().start();
					Load http = new HttpLoad(4, server.webPort()).paced().start()) {
				restart(server, 100);
				LoadReport echoReport = echo.stop();
				LoadReport httpReport = http.stop();
				System.out.printf("100 restarts: %,d echo and %,d HTTP connections served, %d and %d failed%n",
						echoReport.served(), httpReport.served(), echoReport.failed(), httpReport.failed());
				assertThat(echoReport.examples()).isEmpty();
				assertThat(httpReport.examples()).isEmpty();
			}
			restart(server, 1);
			assertNothingIsLeft(server, second);
		}
	}

	private static Footprint second(ServerProcess server) throws IOException {
		restart(server, 1);
		awaitOneProcess(server);
		return Footprint.settled(server, "*");
	}

	private static void restart(ServerProcess server, int times) throws IOException {
		for (int i = 0; i < times; i++) {
			server.restart(Trigger.USR1);
		}
	}

	private static void assertNothingIsLeft(ServerProcess server, Footprint second) throws IOException {
		awaitOneProcess(server);
		assertThat(Processes.zombieChildren(server.pid())).isEmpty();
		assertThat(Footprint.settled(server, "*")).isEqualTo(second);
	}

	private static void awaitOneProcess(ServerProcess server) {
		Await.until("only the last generation is left", () -> server.processes().equals(Set.of(server.pid())));
	}

}

package dev.uninterruptible.it.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings with which the server cannot start.
 */
class FailedStartIT {

	@Test
	void portThatIsNoneStopsStart() throws IOException {
		assertStopsStart(ServerOptions.onEchoPort(70000), "70000");
	}

	@Test
	void portThatIsTakenStopsStart() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertStopsStart(ServerOptions.onEchoPort(taken.getLocalPort()), Integer.toString(taken.getLocalPort()));
		}
	}

	@Test
	void pidfileInMissingDirectoryStopsStart(@TempDir Path directory) throws IOException {
		Path missing = directory.resolve("missing");
		assertStopsStart(ServerOptions.onChosenPorts(ServerOptions.PIDFILE + missing.resolve("sample.pid")),
				missing.toString());
	}

	private static void assertStopsStart(ServerOptions options, String named) throws IOException {
		try (ServerProcess server = ServerProcess.launch(options)) {
			assertThat(server.awaitExit()).isEqualTo(1);
			String log = String.join("\n", server.log().lines());
			assertThat(log).contains("APPLICATION FAILED TO START");
			assertThat(log.substring(log.indexOf("APPLICATION FAILED TO START"))).contains("Description:", "Action:",
					named);
			assertThat(server.hasPidfile()).isFalse();
		}
	}

}

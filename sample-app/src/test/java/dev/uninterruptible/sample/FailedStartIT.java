package dev.uninterruptible.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings with which the server cannot start.
 */
class FailedStartIT {

	@Test
	void portThatIsNoneStopsStart() throws IOException {
		assertStopsStart(new ServerOptions(70000, 0, 0, List.of(), ServerOptions.Form.PREPARED), "70000");
	}

	@Test
	void portThatIsTakenStopsStart() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertStopsStart(new ServerOptions(taken.getLocalPort(), 0, 0, List.of(), ServerOptions.Form.PREPARED),
					Integer.toString(taken.getLocalPort()));
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

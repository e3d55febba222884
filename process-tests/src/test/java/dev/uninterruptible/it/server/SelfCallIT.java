package dev.uninterruptible.it.server;

import java.io.IOException;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import org.junit.jupiter.api.Test;

/**
 * An application that connects to itself while it starts.
 */
class SelfCallIT {

	@Test
	void firstProcessSaysThatItWaitsForItself() throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(Sample.TOMCAT, "--fixture.self-call=true");
		try (ServerProcess server = ServerProcess.launch(options)) {
			Await.until("the log tells why nothing happens",
					() -> server.log()
						.lines()
						.stream()
						.anyMatch((line) -> line.contains("is still starting, and clients wait at server.default")
								&& line.contains("SocketServer.connect()")));
		}
	}

}

package dev.uninterruptible.sample;

import java.io.IOException;

import org.junit.jupiter.api.Test;

/**
 * Restarts while all kinds of HTTP clients are connected.
 */
class WebRestartIT {

	@Test
	void noRequestFailsOverHttp() throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(ServerOptions.NO_STANDBY, "--server.http2.enabled=true",
				"--server.tomcat.max-keep-alive-requests=-1");
		try (ServerProcess server = ServerProcess.start(options);
				WebLoads loads = WebLoads.start(server, HttpTarget.plain(server.webPort()))) {
			server.restart(Trigger.POST);
			loads.awaitServed();
			server.restart(Trigger.USR1);
			loads.awaitServed();
			loads.assertNothingFailed();
		}
	}

}

package dev.uninterruptible.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

/**
 * A successor that is killed while its predecessor stands by.
 */
class WebRollbackIT {

	@Test
	void nobodyIsRefusedAndConnectionsOfPredecessorAreUnharmed() throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(ServerOptions.UNLIMITED_KEEP_ALIVE,
				"--uninterruptible.restart.standby=30s");
		try (ServerProcess server = ServerProcess.start(options)) {
			HttpTarget target = HttpTarget.plain(server.webPort());
			try (WebLoads kept = new WebLoads(target).keepAlive(8, Duration.ofMillis(5), Duration.ofSeconds(1));
					WebLoads fresh = new WebLoads(target).newConnections(200)) {
				kept.start(server);
				fresh.start(server);
				ServerStatus before = server.status();
				ServerStatus successor = server.restartIntoStandby(before);
				kept.awaitServed();
				fresh.awaitServed();
				Processes.signal("KILL", successor.pid());
				server.awaitRolledBack(before);
				kept.awaitServed();
				kept.stopAndAssertThatNothingFailed();
				Map<String, LoadReport> reports = fresh.stop();
				reports.values().forEach((report) -> Clients.assertOneFailedAtMostOfEach(report, 10));
			}
		}
	}

}

package dev.uninterruptible.it.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.load.WebLoads;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A successor that is killed while its predecessor stands by.
 */
class WebRollbackIT {

	@ParameterizedTest
	@MethodSource(Sample.SELECTED)
	void nobodyIsRefusedAndConnectionsOfPredecessorAreUnharmed(Sample sample) throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(sample, ServerOptions.UNLIMITED_KEEP_ALIVE,
				ServerOptions.STANDBY + "60s");
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

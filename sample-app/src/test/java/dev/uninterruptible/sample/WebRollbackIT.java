package dev.uninterruptible.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
				Processes.signal("USR1", before.pid());
				ServerStatus successor = server.awaitSuccessor(before);
				kept.awaitServed();
				fresh.awaitServed();
				Processes.signal("KILL", successor.pid());
				Await.until("the predecessor serves again", ServerProcess.DEADLINE, () -> server.pid() == before.pid()
						&& server.status().lastRestart().equals(Optional.of("ROLLED_BACK")));
				kept.awaitServed();
				kept.stopAndAssertThatNothingFailed();
				Map<String, LoadReport> reports = fresh.stop();
				assertThat(reports.values()).allSatisfy((report) -> {
					assertThat(report.failed(LoadReport.Failure.REFUSED)).as("%s", report.examples()).isZero();
					assertThat(report.failed(LoadReport.Failure.WRONG)).as("%s", report.examples()).isZero();
					assertThat(report.failed()).as("%s", report.examples()).isLessThanOrEqualTo(10);
				});
			}
		}
	}

}

package dev.uninterruptible.it.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HealthCheck;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.WebLoads;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;
import dev.uninterruptible.testing.tls.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts while all kinds of HTTP clients are connected.
 */
class WebRestartIT {

	private static final String VIRTUAL_THREADS = "--spring.threads.virtual.enabled=true";

	private static final String HTTP2 = "--server.http2.enabled=true";

	private static final Duration LONG_REQUEST = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final Duration LONGER_PAUSE = Duration.ofMillis(250);

	private static final Duration[] THINK_TIMES = { Duration.ofMillis(2), Duration.ofMillis(10), Duration.ofMillis(50),
			Duration.ofSeconds(2) };

	@ParameterizedTest
	@MethodSource(Sample.SELECTED)
	void noRequestFailsOverHttp(Sample sample) throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(sample, ServerOptions.NO_STANDBY, HTTP2,
				ServerOptions.UNLIMITED_KEEP_ALIVE);
		try (ServerProcess server = ServerProcess.start(options);
				HealthCheck health = new HealthCheck(server.actuator().port());
				WebLoads loads = new WebLoads(HttpTarget.plain(server.webPort()))) {
			start(loads, server);
			Restart restart = server.restart(Trigger.POST);
			assertThat(health.statusesUntilTheEnd()).containsOnly(200);
			loads.awaitServed();
			loads.stopAndAssertThatNothingFailed();
			awaitExit(server, restart.before().pid());
		}
	}

	@ParameterizedTest
	@MethodSource(Sample.SELECTED)
	void noRequestFailsOverHttpsAndSuccessorServesItsNewCertificate(Sample sample, @TempDir Path directory)
			throws IOException {
		Certificates certificates = new Certificates(directory);
		ServerOptions options = ServerOptions
			.withTestEndpoints(sample, ServerOptions.NO_STANDBY, HTTP2, ServerOptions.UNLIMITED_KEEP_ALIVE,
					VIRTUAL_THREADS)
			.with(certificates.arguments());
		try (ServerProcess server = ServerProcess.start(options);
				WebLoads loads = new WebLoads(certificates.target(server.webPort()))) {
			start(loads, server);
			assertThat(certificates.usedAt(server.webPort())).isEqualTo(Certificates.FIRST);
			certificates.use(Certificates.SECOND);
			Restart restart = server.restart(Trigger.USR1);
			assertThat(certificates.usedAt(server.webPort())).isEqualTo(Certificates.SECOND);
			loads.awaitServed();
			loads.stopAndAssertThatNothingFailed();
			awaitExit(server, restart.before().pid());
		}
	}

	private static void start(WebLoads loads, ServerProcess server) {
		loads.longLasting(1, LONG_REQUEST)
			.http2(1, LONGER_PAUSE)
			.pipelined(1, PAUSE)
			.keepAlive(1, THINK_TIMES)
			.newConnections(10)
			.start(server);
	}

	private static void awaitExit(ServerProcess server, long pid) {
		Await.until("process " + pid + " has finished, see " + server.log().file(), () -> !Processes.isAlive(pid));
	}

}

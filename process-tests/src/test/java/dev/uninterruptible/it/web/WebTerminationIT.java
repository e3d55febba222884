package dev.uninterruptible.it.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HealthCheck;
import dev.uninterruptible.testing.client.HttpConnection;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.client.WebSocketConnection;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What TERM does to the connections of a web server that has no successor.
 */
class WebTerminationIT {

	private static final int STATUS_OF_TERM = 143;

	private static final int OUT_OF_SERVICE = 503;

	private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

	@ParameterizedTest
	@MethodSource(Sample.SELECTED)
	void eachRequestIsAnsweredUntilItsConnectionIsClosedPolitely(Sample sample) throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(sample, ServerOptions.UNLIMITED_KEEP_ALIVE,
				"--uninterruptible.web.drain-idle-timeout=" + IDLE_TIMEOUT.toMillis(),
				"--spring.lifecycle.timeout-per-shutdown-phase=8s");
		try (ServerProcess server = ServerProcess.start(options)) {
			HttpTarget target = HttpTarget.plain(server.webPort());
			try (HttpConnection idle = new HttpConnection(target, HttpTarget.TIMEOUT);
					HealthCheck first = new HealthCheck(server.actuator().port());
					HealthCheck second = new HealthCheck(server.actuator().port());
					WebSocketConnection socket = new WebSocketConnection(target)) {
				idle.exchange("GET", "/hello/idle").expect("idle");
				List<HttpConnection> opened = open(target, 16);
				List<Background<Boolean>> busy = opened.stream()
					.map((connection) -> Background.start(() -> isClosedPolitely(connection)))
					.toList();
				Background<List<Integer>> health = Background.start(() -> {
					first.statusesUntilTheEnd();
					return second.statusesUntilTheEnd();
				});
				long start = System.nanoTime();
				Processes.signal("TERM", server.firstPid());
				assertThat(busy).allMatch(Background::await);
				socket.echo("sent after TERM");
				idle.awaitEnd();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(IDLE_TIMEOUT);
				socket.echo("sent before the time is over");
				socket.expectClose(WebSocketConnection.GOING_AWAY);
				assertThat(health.await()).containsExactly(OUT_OF_SERVICE);
				assertThat(server.awaitExit()).isEqualTo(STATUS_OF_TERM);
			}
		}
	}

	private static List<HttpConnection> open(HttpTarget target, int number) throws IOException {
		List<HttpConnection> opened = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			HttpConnection connection = new HttpConnection(target, HttpTarget.TIMEOUT);
			opened.add(connection);
			connection.exchange("GET", "/hello/first").expect("first");
		}
		return opened;
	}

	private static boolean isClosedPolitely(HttpConnection connection) throws IOException {
		try (connection) {
			while (!connection.isClosing()) {
				connection.exchange("GET", "/hello/again").expect("again");
				LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			}
			connection.awaitEnd();
			return true;
		}
	}

}

package dev.uninterruptible.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More clients, more restarts and more time than a build can afford, as a table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebMatrix {

	private static final Duration EACH_SIDE = Duration.ofSeconds(10);

	private final List<String> table = new ArrayList<>(
			List.of("| clients | restarts | exchanges | failed |", "|---|---|---|---|"));

	@ParameterizedTest
	@ValueSource(strings = { "HTTP", "HTTPS" })
	void neverIdle(String scheme, @TempDir Path directory) throws IOException {
		measure(scheme, directory, 5, EACH_SIDE, (loads) -> loads.keepAlive(32, Duration.ZERO));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP", "HTTPS" })
	void thinking(String scheme, @TempDir Path directory) throws IOException {
		measure(scheme, directory, 5, EACH_SIDE,
				(loads) -> loads.keepAlive(32, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP", "HTTPS" })
	void newConnections(String scheme, @TempDir Path directory) throws IOException {
		measure(scheme, directory, 10, Duration.ofSeconds(1), (loads) -> loads.newConnections(200));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP", "HTTPS" })
	void everythingElse(String scheme, @TempDir Path directory) throws IOException {
		measure(scheme, directory, 5, EACH_SIDE,
				(loads) -> loads.longLasting(4, Duration.ofSeconds(10)).pipelined(4).http2(2));
	}

	private void measure(String scheme, Path directory, int restarts, Duration eachSide, Clients clients)
			throws IOException {
		boolean secure = scheme.equals("HTTPS");
		Certificates certificates = new Certificates(directory);
		ServerOptions options = ServerOptions.withTestEndpoints(ServerOptions.NO_STANDBY, "--server.http2.enabled=true",
				ServerOptions.UNLIMITED_KEEP_ALIVE);
		try (ServerProcess server = ServerProcess.start(secure ? options.with(certificates.arguments()) : options);
				WebLoads loads = new WebLoads(
						secure ? certificates.target(server.webPort()) : HttpTarget.plain(server.webPort()))) {
			clients.add(loads).start(server);
			for (int i = 0; i < restarts; i++) {
				pass(eachSide);
				server.restart((i % 2 == 0) ? Trigger.USR1 : Trigger.POST);
			}
			pass(eachSide);
			Map<String, LoadReport> reports = loads.stop();
			reports.forEach((name, report) -> this.table.add("| %s, %s | %d | %d | %d |".formatted(scheme, name,
					restarts, report.served() + report.failed(), report.failed())));
			assertThat(reports).allSatisfy((name, report) -> {
				assertThat(report.examples()).as(name).isEmpty();
				assertThat(report.failed()).as(name).isZero();
			});
		}
	}

	private static void pass(Duration time) {
		long start = System.nanoTime();
		Await.until("some time has passed", time.multipliedBy(2), () -> System.nanoTime() - start > time.toNanos());
	}

	@AfterAll
	void print() throws IOException {
		this.table.forEach(System.out::println);
		Files.write(SampleJar.directory().resolve("web-matrix.md"), this.table);
	}

	/**
	 * Chooses the clients.
	 */
	@FunctionalInterface
	private interface Clients {

		WebLoads add(WebLoads loads);

	}

}

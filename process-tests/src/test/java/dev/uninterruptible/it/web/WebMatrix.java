package dev.uninterruptible.it.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.load.WebLoads;
import dev.uninterruptible.testing.process.Build;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;
import dev.uninterruptible.testing.tls.Certificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More clients, more restarts and more time than a build can afford, as a table.
 */
@ParameterizedClass
@MethodSource(Sample.SELECTED)
@RunsAlone("It counts what clients get done")
class WebMatrix {

	private static final Duration EACH_SIDE = Duration.ofSeconds(10);

	private static final Duration ONE_SECOND = Duration.ofSeconds(1);

	private static final int ROLLBACKS = 3;

	private static final Path TABLE = Build.target().resolve("web-matrix.md");

	private final Sample sample;

	WebMatrix(Sample sample) {
		this.sample = sample;
	}

	@BeforeAll
	static void begin() throws IOException {
		Files.deleteIfExists(TABLE);
		print("| server | clients | restarts | exchanges | failed |");
		print("|---|---|---|---|---|");
	}

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
		measure(scheme, directory, 10, ONE_SECOND, (loads) -> loads.newConnections(200));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP", "HTTPS" })
	void everythingElse(String scheme, @TempDir Path directory) throws IOException {
		measure(scheme, directory, 5, EACH_SIDE,
				(loads) -> loads.longLasting(4, Duration.ofSeconds(10))
					.pipelined(4, Duration.ofMillis(5))
					.http2(2, Duration.ofMillis(50)));
	}

	@Test
	void virtualThreads(@TempDir Path directory) throws IOException {
		measure("HTTP", directory, 5, EACH_SIDE, (loads) -> loads.keepAlive("virtual threads, ", 32, Duration.ZERO),
				"--spring.threads.virtual.enabled=true");
	}

	/**
	 * Only those that were accepted by a successor that is killed may fail.
	 */
	@Test
	void rollback() throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(this.sample, ServerOptions.STANDBY + "60s",
				ServerOptions.UNLIMITED_KEEP_ALIVE);
		try (ServerProcess server = ServerProcess.start(options)) {
			HttpTarget target = HttpTarget.plain(server.webPort());
			try (WebLoads kept = new WebLoads(target).keepAlive("rolled back, ", 32, Duration.ofMillis(5));
					WebLoads fresh = new WebLoads(target).newConnections("rolled back, ", 200)) {
				kept.start(server);
				fresh.start(server);
				for (int i = 0; i < ROLLBACKS; i++) {
					ServerStatus before = server.status();
					ServerStatus successor = server.restartIntoStandby(before);
					pass(ONE_SECOND);
					Processes.signal("KILL", successor.pid());
					server.awaitRolledBack(before);
					pass(ONE_SECOND);
				}
				Map<String, LoadReport> unharmed = kept.stop();
				Map<String, LoadReport> harmed = fresh.stop();
				print("HTTP", ROLLBACKS, unharmed);
				print("HTTP", ROLLBACKS, harmed);
				assertThat(unharmed.values()).flatExtracting(LoadReport::examples).isEmpty();
				assertThat(harmed.values())
					.allSatisfy((report) -> Clients.assertOneFailedAtMostOfEach(report, ROLLBACKS * 10));
			}
		}
	}

	private void measure(String scheme, Path directory, int restarts, Duration eachSide, Loads clients, String... more)
			throws IOException {
		boolean secure = scheme.equals("HTTPS");
		Certificates certificates = new Certificates(directory);
		ServerOptions options = ServerOptions
			.withTestEndpoints(this.sample, ServerOptions.NO_STANDBY, "--server.http2.enabled=true",
					ServerOptions.UNLIMITED_KEEP_ALIVE)
			.with(more);
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
			print(scheme, restarts, reports);
			assertThat(reports).allSatisfy((name, report) -> {
				assertThat(report.examples()).as(name).isEmpty();
				assertThat(report.failed()).as(name).isZero();
			});
		}
	}

	private void print(String scheme, int restarts, Map<String, LoadReport> reports) throws IOException {
		for (Map.Entry<String, LoadReport> entry : reports.entrySet()) {
			LoadReport report = entry.getValue();
			print(String.format(Locale.ROOT, "| %s | %s, %s | %s | %,d | %,d |", this.sample, scheme, entry.getKey(),
					restarts, report.served() + report.failed(), report.failed()));
		}
	}

	private static void print(String row) throws IOException {
		System.out.println(row);
		Files.writeString(TABLE, row + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private static void pass(Duration time) {
		long start = System.nanoTime();
		Await.until("some time has passed", time.multipliedBy(2), () -> System.nanoTime() - start > time.toNanos());
	}

	/**
	 * Adds the clients.
	 */
	@FunctionalInterface
	private interface Loads {

		WebLoads add(WebLoads loads);

	}

}

package dev.uninterruptible.it.web;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.Client;
import dev.uninterruptible.testing.load.HttpClients;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.process.Build;
import dev.uninterruptible.testing.process.Sample;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients with open connections lose when a server is replaced: by us, by what
 * Spring Boot does without us, and by others that are known for it.
 */
@RunsAlone("It counts what clients get done")
class WebComparison {

	private static final int CLIENTS = 32;

	private static final int RELOADS = 2;

	private static final Duration EACH_SIDE = Duration.ofSeconds(8);

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(5);

	private final List<String> rows = new ArrayList<>();

	@Test
	void compare() throws IOException {
		for (Sample sample : Sample.selected()) {
			for (Duration thinkTime : List.of(Duration.ZERO, Duration.ofMillis(5))) {
				LoadReport ours = measure(sample + ", Uninterruptible", () -> new RestartableServer(sample), thinkTime);
				assertThat(ours.examples()).isEmpty();
				measure(sample + ", stock graceful shutdown", () -> new StockServer(sample), thinkTime);
			}
		}
		measurePeer("nginx", PeerServer::nginx);
		measurePeer("haproxy", PeerServer::haproxy);
		Files.write(Build.target().resolve("web-comparison.md"), this.rows);
	}

	private void measurePeer(String program, Server peer) throws IOException {
		if (!PeerServer.isInstalled(program)) {
			this.rows.add("| %s | not installed | | | |".formatted(program));
			return;
		}
		measure(program + ", reload", peer, Duration.ZERO);
		measure(program + ", reload", peer, Duration.ofMillis(5));
	}

	private LoadReport measure(String name, Server starter, Duration thinkTime) throws IOException {
		try (Reloadable server = starter.start();
				Load load = new Load(CLIENTS, () -> new Patient(client(server.port()))).paced(thinkTime)) {
			load.start();
			for (int i = 0; i < RELOADS; i++) {
				pass();
				server.reload();
			}
			pass();
			LoadReport report = load.stop();
			long refused = report.failed(LoadReport.Failure.REFUSED);
			this.rows.add(String.format(Locale.ROOT, "| %s | %s | %,d | %,d | %,d |", name,
					thinkTime.isZero() ? "never idle" : "idle for " + thinkTime.toMillis() + " ms",
					report.served() + report.failed(), report.failed() - refused, refused));
			return report;
		}
	}

	private static Client client(int port) {
		return new HttpClients(HttpTarget.plain(port)).keepAlive().get();
	}

	private static void pass() {
		long start = System.nanoTime();
		Await.until("some time has passed", EACH_SIDE.multipliedBy(2),
				() -> System.nanoTime() - start > EACH_SIDE.toNanos());
	}

	/**
	 * Starts a server.
	 */
	@FunctionalInterface
	private interface Server {

		Reloadable start() throws IOException;

	}

	/**
	 * A client that pauses after a failure, so that one that is refused leaves the
	 * processors to the server that starts.
	 *
	 * @param client the client
	 */
	private record Patient(Client client) implements Client {

		@Override
		public void exchange(String name) throws IOException {
			try {
				this.client.exchange(name);
			}
			catch (IOException ex) {
				LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
				throw ex;
			}
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}

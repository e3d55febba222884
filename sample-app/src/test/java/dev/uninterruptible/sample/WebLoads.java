package dev.uninterruptible.sample;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All kinds of clients at once. Each has its connections open before anything else
 * happens.
 */
final class WebLoads implements AutoCloseable {

	private final Map<String, Load> loads = new LinkedHashMap<>();

	private int connections;

	private WebLoads(HttpTarget target) {
		HttpClients clients = new HttpClients(target);
		add("10 s request", 2, Duration.ZERO, clients.longRequest());
		add("5 MB download at 1 MB/s", 2, Duration.ZERO, clients.slowDownload());
		add("2 s upload", 2, Duration.ZERO, clients.slowUpload());
		add("server-sent events", 2, Duration.ZERO, clients.serverSentEvents());
		add("WebSocket echo", 2, Duration.ZERO, () -> new WebSocketClient(target));
		add("HTTP/2, 100 streams", 1, Duration.ofMillis(50), () -> new Http2Client(target));
		add("keep-alive, never idle", 4, Duration.ZERO, clients.keepAlive());
		add("keep-alive, 5 ms", 8, Duration.ofMillis(5), clients.keepAlive());
		add("keep-alive, 50 ms", 8, Duration.ofMillis(50), clients.keepAlive());
		add("keep-alive, 2 s", 8, Duration.ofSeconds(2), clients.keepAlive());
		add("pipelined", 2, Duration.ofMillis(5), clients.pipelined());
		add("new connections", 4, Duration.ofMillis(20), clients.newConnections());
	}

	private void add(String name, int clients, Duration pace, Supplier<Client> client) {
		this.loads.put(name, new Load(clients, client).paced(pace));
		this.connections += clients;
	}

	static WebLoads start(ServerProcess server, HttpTarget target) {
		WebLoads loads = new WebLoads(target);
		loads.loads.values().forEach(Load::launch);
		Await.until("all clients are connected", ServerProcess.DEADLINE,
				() -> server.status().connections().getOrDefault("web.main", 0) >= loads.connections - 4);
		return loads;
	}

	void awaitServed() {
		this.loads.values().forEach((load) -> load.awaitServed(1));
	}

	void assertNothingFailed() {
		this.loads.forEach((name, load) -> {
			LoadReport report = load.stop();
			System.out.printf("%-26s %7d served %4d failed %s%n", name, report.served(), report.failed(),
					report.examples());
		});
		this.loads.forEach((name, load) -> assertThat(load.report().examples()).as(name).isEmpty());
	}

	@Override
	public void close() {
		this.loads.values().forEach(Load::close);
	}

}

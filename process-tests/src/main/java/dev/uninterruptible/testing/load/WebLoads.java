package dev.uninterruptible.testing.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.process.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several kinds of clients at once, by name.
 */
public final class WebLoads implements AutoCloseable {

	private final Map<String, Load> loads = new LinkedHashMap<>();

	private final HttpTarget target;

	private final HttpClients clients;

	private int connections;

	/**
	 * Creates loads without clients.
	 * @param target the server
	 */
	public WebLoads(HttpTarget target) {
		this.target = target;
		this.clients = new HttpClients(target);
	}

	/**
	 * Clients that keep their connection, by the time for which they think between the
	 * answer and the next request.
	 * @param number how many of each
	 * @param thinkTimes the times
	 * @return these loads
	 */
	public WebLoads keepAlive(int number, Duration... thinkTimes) {
		return keepAlive("", number, thinkTimes);
	}

	/**
	 * The same under another name.
	 * @param prefix what their name begins with
	 * @param number how many of each
	 * @param thinkTimes the times
	 * @return these loads
	 */
	public WebLoads keepAlive(String prefix, int number, Duration... thinkTimes) {
		for (Duration thinkTime : thinkTimes) {
			String name = thinkTime.isZero() ? "never idle" : "idle for " + thinkTime.toMillis() + " ms";
			add(prefix + number + " keep-alive, " + name, number,
					new Load(number, this.clients.keepAlive()).paced(thinkTime));
		}
		return this;
	}

	/**
	 * Everything that takes its time.
	 * @param number how many clients of each kind
	 * @param longRequest how long the answer to a long request takes
	 * @return these loads
	 */
	public WebLoads longLasting(int number, Duration longRequest) {
		add("%s x %s s request".formatted(number, longRequest.toSeconds()), number,
				new Load(number, this.clients.longRequest(longRequest)));
		add(number + " x 5 MB download at 1 MB/s", number, new Load(number, this.clients.slowDownload()));
		add(number + " x 2 s upload", number, new Load(number, this.clients.slowUpload()));
		add(number + " x server-sent events", number, new Load(number, this.clients.serverSentEvents()));
		add(number + " x WebSocket echo", number, new Load(number, () -> new WebSocketClient(this.target)));
		return this;
	}

	/**
	 * Eight requests at a time.
	 * @param number how many clients
	 * @param thinkTime for how long each of them pauses after the last answer
	 * @return these loads
	 */
	public WebLoads pipelined(int number, Duration thinkTime) {
		add(number + " x pipelined by 8", number, new Load(number, this.clients.pipelined()).paced(thinkTime));
		return this;
	}

	/**
	 * HTTP/2 connections with 100 streams at a time.
	 * @param number how many connections
	 * @param thinkTime for how long each of them pauses after the last stream
	 * @return these loads
	 */
	public WebLoads http2(int number, Duration thinkTime) {
		add(number + " x HTTP/2, 100 streams", number,
				new Load(number, () -> new Http2Client(this.target)).paced(thinkTime));
		return this;
	}

	/**
	 * Connections for a single request each, at a steady rate.
	 * @param perSecond how many a second
	 * @return these loads
	 */
	public WebLoads newConnections(int perSecond) {
		return newConnections("", perSecond);
	}

	/**
	 * The same under another name.
	 * @param prefix what their name begins with
	 * @param perSecond how many a second
	 * @return these loads
	 */
	public WebLoads newConnections(String prefix, int perSecond) {
		int number = Math.max(1, perSecond / 20);
		add(prefix + perSecond + " new connections/s", 0,
				new Load(number, this.clients.newConnections()).every(Duration.ofSeconds(number).dividedBy(perSecond)));
		return this;
	}

	private void add(String name, int connections, Load load) {
		this.loads.put(name, load);
		this.connections += connections;
	}

	/**
	 * Starts all clients and waits until the server has all of their connections.
	 * @param server the server
	 * @return these loads
	 */
	public WebLoads start(ServerProcess server) {
		this.loads.values().forEach(Load::launch);
		Await.until("all clients are connected",
				() -> server.status().connections().getOrDefault("web.main", 0) >= this.connections);
		return this;
	}

	/**
	 * Waits until each kind of clients was served again. Nothing may have failed.
	 */
	public void awaitServed() {
		Map<String, Long> before = new LinkedHashMap<>();
		this.loads.forEach((name, load) -> before.put(name, load.report().served()));
		this.loads.forEach((name, load) -> Await.until(name + " is served", () -> {
			assertThat(load.report().examples()).as(name).isEmpty();
			return load.report().served() > before.getOrDefault(name, 0L);
		}));
	}

	/**
	 * Lets all clients finish what they do.
	 * @return what they saw, by their name
	 */
	public Map<String, LoadReport> stop() {
		this.loads.values().forEach(Load::end);
		Map<String, LoadReport> reports = new LinkedHashMap<>();
		this.loads.forEach((name, load) -> reports.put(name, load.stop()));
		return reports;
	}

	/**
	 * Lets all clients finish what they do, of which nothing may fail.
	 */
	public void stopAndAssertThatNothingFailed() {
		stop().forEach((name, report) -> {
			assertThat(report.examples()).as(name).isEmpty();
			assertThat(report.failed()).as(name).isZero();
			assertThat(report.served()).as(name).isPositive();
		});
	}

	@Override
	public void close() {
		this.loads.values().forEach(Load::close);
	}

}

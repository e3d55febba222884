package dev.uninterruptible.benchmark;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the clients do.
 *
 * @param persistent whether a client keeps its connection, or takes a new one for each
 * exchange
 * @param clients how many there are, each with one exchange at a time
 */
record Workload(boolean persistent, int clients) {

	/**
	 * With a connection for each exchange.
	 */
	static final List<Workload> CONNECTIONS = List.of(new Workload(false, 20), new Workload(false, 200),
			new Workload(false, 2000));

	/**
	 * With those, and with connections that are kept.
	 */
	static final List<Workload> ALL = Stream
		.concat(CONNECTIONS.stream(), CONNECTIONS.stream().map((workload) -> new Workload(true, workload.clients())))
		.toList();

	String title() {
		return this.persistent ? "persistent" : "one per request";
	}

}

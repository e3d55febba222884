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

	static final List<Workload> ALL = Stream.of(false, true)
		.flatMap((persistent) -> Stream.of(20, 200, 2000).map((clients) -> new Workload(persistent, clients)))
		.toList();

	String title() {
		return this.persistent ? "persistent" : "one per request";
	}

}

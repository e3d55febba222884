package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was measured in one round, of each server: side by side, so that whatever else the
 * machine did meanwhile it did to all.
 *
 * @param speed the measurements of each workload
 * @param memory bytes for each idle connection
 */
record Round(Map<Workload, Map<Contestant, Measurement>> speed, Map<Contestant, Memory> memory) {

	private static final Duration WARM_UP_CONNECTIONS = Duration.ofSeconds(4);

	private static final Duration WARM_UP_PERSISTENT = Duration.ofSeconds(1);

	private static final Duration LEAD = Duration.ofMillis(200);

	private static final int WARM_UP_CLIENTS = 200;

	/**
	 * Start all servers anew, since no two JVMs compile alike, warm them up, and let them
	 * take turns at each workload.
	 * @param number the number of the round: in each one, another server begins
	 * @param time how long a measurement takes
	 * @return what was measured
	 * @throws IOException if one exchange fails, or one connection is lost
	 */
	static Round run(int number, Duration time) throws IOException {
		List<Contestant> order = new ArrayList<>(Arrays.asList(Contestant.values()));
		Collections.rotate(order, number);
		Map<Contestant, ServerProcess> servers = new EnumMap<>(Contestant.class);
		try {
			for (Contestant contestant : order) {
				servers.put(contestant, ServerProcess.start(contestant));
			}
			Turns turns = new Turns(order, servers);
			Map<Contestant, Measurement> unused = turns.take(Round::warmUp);
			Map<Workload, Map<Contestant, Measurement>> speed = new HashMap<>();
			for (Workload workload : Workload.ALL) {
				speed.put(workload, turns.take((server) -> Load.run(server.address(), workload, LEAD, time)));
			}
			int connections = IdleConnections.possible();
			return new Round(speed, turns.take((server) -> IdleConnections.measure(server, connections)));
		}
		finally {
			servers.values().forEach(ServerProcess::close);
		}
	}

	Measurement measurement(Workload workload, Contestant contestant) {
		return Objects.requireNonNull(Objects.requireNonNull(this.speed.get(workload)).get(contestant));
	}

	private static Measurement warmUp(ServerProcess server) throws IOException {
		Load.run(server.address(), new Workload(false, WARM_UP_CLIENTS), Duration.ZERO, WARM_UP_CONNECTIONS);
		return Load.run(server.address(), new Workload(true, WARM_UP_CLIENTS), Duration.ZERO, WARM_UP_PERSISTENT);
	}

	/**
	 * Servers that take turns.
	 *
	 * @param order in which order
	 * @param servers the servers
	 */
	private record Turns(List<Contestant> order, Map<Contestant, ServerProcess> servers) {

		<T> Map<Contestant, T> take(Turn<T> turn) throws IOException {
			Map<Contestant, T> results = new EnumMap<>(Contestant.class);
			for (Contestant contestant : this.order) {
				try {
					results.put(contestant, turn.with(Objects.requireNonNull(this.servers.get(contestant))));
				}
				catch (IOException | UncheckedIOException ex) {
					throw new IOException("%s failed: %s".formatted(contestant.title(), ex.getMessage()), ex);
				}
			}
			return results;
		}

	}

	/**
	 * What a server does when it is its turn.
	 *
	 * @param <T> what comes of it
	 */
	private interface Turn<T> {

		T with(ServerProcess server) throws IOException;

	}

}

package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What was measured in one round, of each server: one right after the other, so that
 * whatever else the machine did meanwhile it did to all.
 *
 * @param speed the measurements of each workload, turn by turn
 * @param memory bytes for each idle connection, nothing where that was not compared
 */
record Round(Map<Workload, List<Map<Contestant, Measurement>>> speed, Map<Contestant, Memory> memory) {

	private static final int TURNS = 3;

	private static final Duration WARM_UP_CONNECTIONS = Duration.ofSeconds(4);

	private static final Duration WARM_UP_PERSISTENT = Duration.ofSeconds(1);

	private static final Duration LEAD = Duration.ofMillis(200);

	private static final int WARM_UP_CLIENTS = 200;

	/**
	 * Start all servers anew, since no two JVMs compile alike, warm them up, and let them
	 * take turns at each workload.
	 * @param contest what is compared
	 * @param number the number of the round: in each one, another server starts first
	 * @param time how long a measurement takes
	 * @return what was measured
	 * @throws IOException if one exchange fails, or one connection is lost
	 */
	static Round run(Contest contest, int number, Duration time) throws IOException {
		List<Contestant> order = new ArrayList<>(contest.contestants());
		Collections.rotate(order, number);
		Map<Contestant, ServerProcess> servers = new EnumMap<>(Contestant.class);
		try {
			for (Contestant contestant : order) {
				servers.put(contestant, ServerProcess.start(contestant));
			}
			Turns turns = new Turns(order, servers);
			Map<Contestant, Measurement> unused = turns.take(Round::warmUp);
			Map<Workload, List<Map<Contestant, Measurement>>> speed = new HashMap<>();
			for (Workload workload : contest.workloads()) {
				List<Map<Contestant, Measurement>> measured = new ArrayList<>();
				for (int turn = 0; turn < TURNS; turn++) {
					measured.add(turns.take((server) -> Load.run(server, workload, LEAD, time)));
				}
				speed.put(workload, measured);
			}
			if (!contest.ofMemory()) {
				return new Round(speed, Map.of());
			}
			int connections = IdleConnections.possible();
			return new Round(speed, turns.take((server) -> IdleConnections.measure(server, connections)));
		}
		finally {
			servers.values().forEach(ServerProcess::close);
		}
	}

	Stream<Sample> speed(Workload workload, ToDoubleFunction<Measurement> value) {
		return Objects.requireNonNull(this.speed.get(workload)).stream().map((turn) -> Sample.of(turn, value));
	}

	private static Measurement warmUp(ServerProcess server) throws IOException {
		Load.run(server, new Workload(false, WARM_UP_CLIENTS), Duration.ZERO, WARM_UP_CONNECTIONS);
		return Load.run(server, new Workload(true, WARM_UP_CLIENTS), Duration.ZERO, WARM_UP_PERSISTENT);
	}

	/**
	 * Servers that take turns. Each time, another one begins.
	 *
	 * @param order in which order the next time
	 * @param servers the servers
	 */
	private record Turns(List<Contestant> order, Map<Contestant, ServerProcess> servers) {

		<T> Map<Contestant, T> take(Turn<T> turn) throws IOException {
			Map<Contestant, T> results = new EnumMap<>(Contestant.class);
			Collections.rotate(this.order, 1);
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

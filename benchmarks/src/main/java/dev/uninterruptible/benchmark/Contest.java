package dev.uninterruptible.benchmark;

import java.util.List;
import java.util.stream.Stream;

/**
 * What can be compared.
 *
 * @param workloads what the clients do
 * @param comparisons who is compared with whom
 * @param ofMemory whether that is about the memory of idle connections as well
 */
record Contest(List<Workload> workloads, List<Comparison> comparisons, boolean ofMemory) {

	/**
	 * The SocketServer with the loop that one would write by hand, and with Netty.
	 */
	static final Contest SERVERS = new Contest(Workload.ALL,
			List.of(Comparison.CHANCE, Comparison.PLAIN, Comparison.OBSERVED,
					new Comparison(Contestant.OBSERVED, Contestant.HAND_WRITTEN),
					new Comparison(Contestant.NETTY, Contestant.HAND_WRITTEN)),
			true);

	/**
	 * Ways to accept.
	 */
	static final Contest ACCEPT_LOOPS = new Contest(Workload.CONNECTIONS,
			List.of(Comparison.CHANCE, new Comparison(Contestant.SELECTING, Contestant.HAND_WRITTEN),
					new Comparison(Contestant.VIRTUAL, Contestant.HAND_WRITTEN),
					new Comparison(Contestant.TWO_THREADS, Contestant.HAND_WRITTEN), Comparison.PLAIN),
			false);

	/**
	 * Return the contest of a name.
	 * @param name the name on the command line
	 */
	static Contest named(String name) {
		return switch (name) {
			case "servers" -> SERVERS;
			case "accept-loops" -> ACCEPT_LOOPS;
			default -> throw new IllegalArgumentException("Compare 'servers' or 'accept-loops', not '" + name + "'");
		};
	}

	/**
	 * Return who takes part.
	 */
	List<Contestant> contestants() {
		return this.comparisons.stream()
			.flatMap((comparison) -> Stream.of(comparison.of(), comparison.to()))
			.distinct()
			.toList();
	}

}

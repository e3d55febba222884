package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs all rounds and prints their report. Drives the clients in this process. Fails if
 * one exchange fails.
 */
final class Benchmark {

	private static final int ROUNDS = 6;

	private static final Duration TIME = Duration.ofMillis(400);

	private Benchmark() {
	}

	public static void main(String[] args) throws IOException {
		Contest contest = (args.length > 0) ? Contest.named(args[0]) : Contest.SERVERS;
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : ROUNDS;
		Duration time = (args.length > 2) ? Duration.ofMillis(Long.parseLong(args[2])) : TIME;
		int connections = IdleConnections.possible();
		if (connections < IdleConnections.WANTED) {
			System.err.printf("Only %s idle connections instead of %s: raise the limit of open files (ulimit -n)%n",
					connections, IdleConnections.WANTED);
		}
		List<Round> done = new ArrayList<>();
		for (int number = 0; number < rounds; number++) {
			System.err.printf("Round %s of %s%n", number + 1, rounds);
			done.add(Round.run(contest, number, time));
		}
		new Report(contest, done, connections).print();
	}

}

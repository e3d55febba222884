package dev.uninterruptible.restart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.uninterruptible.restart.Simulation.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Runs the core in a simulation, some ten thousand times, or as often as
 * {@code simulation.runs} says. A run that fails prints its seed and its story, and
 * {@code simulation.seed} runs it again.
 */
class SimulationTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.uninterruptible");

	private static final int RUNS = 10_000;

	private static Level level = Level.INFO;

	@BeforeAll
	static void silence() {
		level = LOGGER.getEffectiveLevel();
		LOGGER.setLevel(Level.OFF);
	}

	@AfterAll
	static void speak() {
		LOGGER.setLevel(level);
	}

	@Test
	void nothingIsLostWhateverHappens() {
		Long seed = Long.getLong("simulation.seed");
		Coverage coverage = new Coverage();
		if (seed != null) {
			report(Simulation.run(seed, true, coverage));
			return;
		}
		long first = Long.getLong("simulation.first", 1);
		long runs = Long.getLong("simulation.runs", RUNS);
		AtomicLong done = new AtomicLong();
		long start = System.nanoTime();
		List<Result> failed = new ArrayList<>();
		LongStream.range(first, first + runs).parallel().forEach((each) -> {
			synchronized (failed) {
				if (failed.size() >= 20) {
					return;
				}
			}
			Result result = Simulation.run(each, false, coverage);
			done.incrementAndGet();
			if (result.violation() != null) {
				synchronized (failed) {
					failed.add(result);
				}
			}
		});
		double seconds = (System.nanoTime() - start) / 1e9;
		System.out.printf(Locale.ROOT, "%s runs in %.1f s, %.0f a second%n%n%s%n", done.get(), seconds,
				done.get() / seconds, coverage.table());
		for (Result result : failed) {
			System.out.printf("seed %s: %s%n", result.seed(), result.violation());
		}
		if (!failed.isEmpty()) {
			report(Simulation.run(failed.getFirst().seed(), true, coverage));
		}
	}

	/**
	 * What a seed decides, it decides again.
	 */
	@Test
	void aSeedTellsTheSameStoryTwice() {
		for (long seed = 1; seed <= 20; seed++) {
			assertThat(Simulation.run(seed, true, new Coverage()).story())
				.isEqualTo(Simulation.run(seed, true, new Coverage()).story());
		}
	}

	private static void report(Result result) {
		result.story().forEach(System.out::println);
		if (result.violation() != null) {
			fail("Seed %s: %s. Run it again by -Dsimulation.seed=%s".formatted(result.seed(), result.violation(),
					result.seed()));
		}
	}

}

package dev.uninterruptible.it.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.load.LoadReport.Failure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts for a long time, with faults. Not part of the build: it has a profile.
 */
@RunsAlone("It counts what clients get done")
@Tag("soak")
class SoakIT {

	private static final int CLIENTS = 23;

	@Test
	void clientsLoseOnlyWhatWasInsideProcessesThatWereKilled(@TempDir Path directory) throws IOException {
		Duration duration = Duration.ofSeconds(Long.getLong("soak.seconds", 1200));
		long seed = Long.getLong("soak.seed", System.nanoTime());
		say(List.of("Soak for %s s with -Dsoak.seed=%s".formatted(duration.toSeconds(), seed)));
		try (Soak soak = new Soak(seed, directory)) {
			SoakReport report = soak.run(duration);
			say(report.lines());
			assertThat(report.failed(Failure.REFUSED)).isZero();
			assertThat(report.failed(Failure.WRONG)).isZero();
			assertThat(report.failed()).isLessThanOrEqualTo((long) CLIENTS * report.deaths());
			assertThat(report.last()).isEqualTo(report.first());
		}
	}

	private static void say(List<String> lines) {
		System.out.println(String.join(System.lineSeparator(), lines));
	}

}

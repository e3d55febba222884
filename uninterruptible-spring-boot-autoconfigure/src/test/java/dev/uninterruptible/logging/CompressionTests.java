package dev.uninterruptible.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Compression}.
 */
class CompressionTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void isWaitedForAMinute() {
		assertThat(Compression.mayBeGoingOn(NOW.minusSeconds(59), NOW)).isTrue();
		assertThat(Compression.mayBeGoingOn(NOW.minusSeconds(60), NOW)).isFalse();
	}

	@Test
	void isNotWaitedForUntilAClockThatWasSetBackHasCaughtUp() {
		assertThat(Compression.mayBeGoingOn(NOW.plusSeconds(1), NOW)).isTrue();
		assertThat(Compression.mayBeGoingOn(NOW.plus(Duration.ofHours(1)), NOW)).isFalse();
	}

	@Test
	void isKnownByTheTimeOfTheFile(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("rolled"));
		assertThat(Compression.mayBeGoingOn(file)).isTrue();
		Files.delete(file);
		assertThat(Compression.mayBeGoingOn(file)).isFalse();
	}

}

package dev.uninterruptible.listener;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainIdleTimeout}.
 */
class DrainIdleTimeoutTests {

	private static final Duration SHORT = Duration.ofSeconds(5);

	private static final Duration LONG = Duration.ofMinutes(1);

	@Test
	void serverThatWaitsForeverIsDrainedAfterTwentySeconds() {
		assertThat(DrainIdleTimeout.of(null, Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
		assertThat(DrainIdleTimeout.of(null, Duration.ofMillis(-1))).isEqualTo(Duration.ofSeconds(20));
		assertThat(DrainIdleTimeout.of(null, LONG)).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void shorterTimeoutCounts() {
		assertThat(DrainIdleTimeout.of(null, SHORT)).isEqualTo(SHORT);
		assertThat(DrainIdleTimeout.of(SHORT, LONG)).isEqualTo(SHORT);
		assertThat(DrainIdleTimeout.of(LONG, SHORT)).isEqualTo(SHORT);
		assertThat(DrainIdleTimeout.of(LONG, Duration.ZERO)).isEqualTo(LONG);
	}

}

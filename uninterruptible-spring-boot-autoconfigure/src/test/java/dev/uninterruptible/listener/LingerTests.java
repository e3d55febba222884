package dev.uninterruptible.listener;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Linger}.
 */
class LingerTests {

	private static final Duration SHORT = Duration.ofSeconds(5);

	private static final Duration LONG = Duration.ofMinutes(1);

	@Test
	void serverThatWaitsForeverLingersForTwentySeconds() {
		assertThat(Linger.of(null, Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
		assertThat(Linger.of(null, Duration.ofMillis(-1))).isEqualTo(Duration.ofSeconds(20));
		assertThat(Linger.of(null, LONG)).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void shorterTimeoutCounts() {
		assertThat(Linger.of(null, SHORT)).isEqualTo(SHORT);
		assertThat(Linger.of(SHORT, LONG)).isEqualTo(SHORT);
		assertThat(Linger.of(LONG, SHORT)).isEqualTo(SHORT);
		assertThat(Linger.of(LONG, Duration.ZERO)).isEqualTo(LONG);
	}

}

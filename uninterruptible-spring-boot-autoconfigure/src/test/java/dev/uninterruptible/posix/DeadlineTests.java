package dev.uninterruptible.posix;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline}.
 */
class DeadlineTests {

	@Test
	void remainingIsAtMostTheTimeFromNow() {
		Deadline deadline = Deadline.after(Duration.ofHours(1));
		assertThat(deadline.remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
		assertThat(deadline.hasPassed()).isFalse();
	}

	@Test
	void remainingIsNeverNegative() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(-1));
		assertThat(deadline.remaining()).isZero();
		assertThat(deadline.hasPassed()).isTrue();
	}

	@Test
	void deadlineInACenturyDoesNotOverflow() {
		assertThat(Deadline.after(Duration.ofDays(36500)).hasPassed()).isFalse();
	}

}

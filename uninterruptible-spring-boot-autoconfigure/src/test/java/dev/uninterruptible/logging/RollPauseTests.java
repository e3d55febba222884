package dev.uninterruptible.logging;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RollPause}.
 */
class RollPauseTests {

	@Test
	void lastsForHalfAMinute() {
		AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
		RollPause pause = new RollPause(nanoTime::get);
		assertThat(pause.isUnderWay()).isFalse();
		pause.begin();
		nanoTime.addAndGet(Duration.ofSeconds(29).toNanos());
		assertThat(pause.isUnderWay()).isTrue();
		nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(pause.isUnderWay()).isFalse();
	}

}

package dev.uninterruptible.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backoff}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BackoffTests {

	private final IOException failure = new IOException("Too many open files");

	private final List<Duration> slept = new ArrayList<>();

	private long now = Long.MAX_VALUE - 1000;

	private final Backoff backoff = new Backoff("It failed and is tried again", () -> this.now, (nanos) -> {
		this.slept.add(Duration.ofNanos(nanos));
		this.now += nanos;
	});

	@Test
	void waitsLongerTheMoreFailInARowUpToASecond() throws IOException {
		for (int i = 0; i < 9; i++) {
			this.backoff.await(this.failure);
		}
		assertThat(this.slept).extracting(Duration::toMillis)
			.containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L);
		this.backoff.reset();
		this.backoff.await(this.failure);
		assertThat(this.slept).last().isEqualTo(Duration.ofMillis(10));
	}

	@Test
	void logsOneLineASecondAtMost(CapturedOutput output) throws IOException {
		long start = this.now;
		for (int i = 0; i < 100; i++) {
			this.backoff.await(this.failure);
			if (i % 2 == 0) {
				this.backoff.reset();
			}
		}
		Duration time = Duration.ofNanos(this.now - start);
		assertThat(time).isGreaterThan(Duration.ofSeconds(1));
		assertThat(output.getAll().lines().filter((line) -> line.contains("Too many open files")).count()).isBetween(1L,
				time.toSeconds() + 1);
	}

	@Test
	void errorIsNamed(CapturedOutput output) {
		this.backoff.await(new OutOfMemoryError("unable to create native thread"));
		assertThat(output.getAll())
			.contains("It failed and is tried again: java.lang.OutOfMemoryError: unable to create native thread");
	}

	@Test
	void interruptNeitherShortensTheWaitNorGetsLost() {
		Backoff real = new Backoff("It failed");
		Thread.currentThread().interrupt();
		long start = System.nanoTime();
		real.await(this.failure);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(5));
	}

}

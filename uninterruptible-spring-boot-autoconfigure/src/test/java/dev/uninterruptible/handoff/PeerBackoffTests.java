package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerBackoff}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PeerBackoffTests {

	private final IOException failure = new IOException("Too many open files");

	private final List<Duration> slept = new ArrayList<>();

	private long now = Long.MAX_VALUE - 1000;

	private final PeerBackoff backoff = new PeerBackoff(HandoffAddress.ofTakeover(Path.of("/run/handoff"), ""),
			() -> this.now, (nanos) -> {
				this.slept.add(Duration.ofNanos(nanos));
				this.now += nanos;
			});

	@Test
	void waitsLongerTheMoreFailInARowUpToASecond() {
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
	void logsOneLineASecondAtMost(CapturedOutput output) {
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

}

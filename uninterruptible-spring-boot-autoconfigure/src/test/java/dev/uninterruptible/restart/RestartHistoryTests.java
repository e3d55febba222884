package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.uninterruptible.handoff.Message;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartHistory}.
 */
class RestartHistoryTests {

	private final Instant requested = Instant.now().minusSeconds(60);

	private final Message.Committed committed = new Message.Committed("TEST", this.requested, Duration.ofSeconds(10),
			List.of());

	private final RestartHistory history = new RestartHistory(3);

	@Test
	void restartCountsOnceThePredecessorHasCommitted() {
		assertThat(this.history.statistics().succeeded()).isEqualTo(1);
		this.history.succeeded(this.committed, this.requested.plusSeconds(4));
		assertThat(this.history.statistics().succeeded()).isEqualTo(2);
	}

	@Test
	void restartCountsWhereThePredecessorDiedBeforeItCommitted() {
		this.history.predecessorGone();
		assertThat(this.history.statistics().succeeded()).isEqualTo(2);
		assertThat(this.history.statistics().phases()).isEmpty();
	}

	@Test
	void phasesFollowEachOther() {
		this.history.succeeded(this.committed, this.requested.plusSeconds(4));
		assertThat(this.history.statistics().phases()).containsEntry(RestartPhase.LAUNCH, Duration.ofSeconds(4))
			.containsEntry(RestartPhase.HANDOFF, Duration.ofSeconds(6))
			.doesNotContainKey(RestartPhase.DRAIN);
		assertThat(this.history.statistics().duration(RestartPhase.STANDBY))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(50));
		this.history.predecessorGone();
		assertThat(this.history.statistics().phases()).containsKey(RestartPhase.DRAIN);
	}

	@Test
	void takeoverHasNoLaunch() {
		this.history.succeeded(this.committed, this.requested.minusMillis(3));
		assertThat(this.history.statistics().duration(RestartPhase.LAUNCH)).isZero();
		assertThat(this.history.statistics().duration(RestartPhase.HANDOFF)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void clockThatWasSetBackGivesNoNegativeDuration() {
		Message.Committed future = new Message.Committed("TEST", Instant.now().plusSeconds(60), Duration.ofSeconds(1),
				List.of());
		this.history.succeeded(future, Instant.now());
		this.history.predecessorGone();
		assertThat(this.history.statistics().phases().values()).noneMatch(Duration::isNegative);
	}

}

package dev.uninterruptible.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OngoingDrain}.
 */
class OngoingDrainTests {

	private volatile boolean finished;

	private final OngoingDrain drain = new OngoingDrain(() -> this.finished);

	@Test
	void drainOfNothingIsOverAtOnceAndWithoutATask() {
		this.finished = true;
		List<Future<Void>> tasks = new ArrayList<>();
		assertThat(this.drain.begin(tasks::add)).isCompleted();
		assertThat(tasks).isEmpty();
		assertThat(this.drain.isUnderWay()).isTrue();
	}

	@Test
	void drainIsOverWhenSomebodyLooksAndNothingIsLeft() {
		CompletableFuture<Void> drained = this.drain.begin();
		this.drain.look();
		assertThat(drained).isNotDone();
		this.finished = true;
		assertThat(drained).isNotDone();
		this.drain.look();
		assertThat(drained).isCompleted();
	}

	@Test
	void taskIsDoneOnceForEachDrain() {
		List<Future<Void>> tasks = new ArrayList<>();
		CompletableFuture<Void> first = this.drain.begin(tasks::add);
		assertThat(this.drain.begin(tasks::add)).isSameAs(first);
		assertThat(tasks).containsExactly(first);
		this.drain.takeBack();
		CompletableFuture<Void> second = this.drain.begin(tasks::add);
		assertThat(tasks).containsExactly(first, second);
	}

	@Test
	void drainThatWasTakenBackIsNeverOver() {
		CompletableFuture<Void> first = this.drain.begin();
		this.drain.takeBack();
		this.drain.takeBack();
		this.finished = true;
		this.drain.look();
		assertThat(first).isNotDone();
		assertThat(this.drain.isUnderWay()).isFalse();
		assertThat(this.drain.begin()).isCompleted();
		assertThat(first).isNotDone();
		assertThat(this.drain.isUnderWay(first)).isFalse();
	}

	@Test
	void taskThatThrowsEndsTheDrain() {
		CompletableFuture<Void> drained = this.drain.begin((future) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		assertThat(drained).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(OutOfMemoryError.class);
	}

}

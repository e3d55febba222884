package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.uninterruptible.restart.Event.ApplicationBroken;
import dev.uninterruptible.restart.Event.ProbationGoesOn;

/**
 * Watches, in a successor, whether the application stays well for as long as the
 * predecessor stands by. It is broken when two probes in a row say so. The owner of the
 * state machine is made to tell the predecessor that it is alive: if it hangs, nobody
 * does.
 */
final class Probation {

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

	private static final int PROBES_PER_STANDBY = 5;

	private final HealthProbe probe;

	private final Consumer<Event> inbox;

	private final CountDownLatch over = new CountDownLatch(1);

	Probation(HealthProbe probe, Consumer<Event> inbox) {
		this.probe = probe;
		this.inbox = inbox;
	}

	void start(Duration standby) {
		Duration interval = interval(standby);
		Thread.ofPlatform().daemon().name("uninterruptible-probation").start(() -> watch(interval));
	}

	private static Duration interval(Duration standby) {
		Duration interval = standby.dividedBy(PROBES_PER_STANDBY);
		if (interval.compareTo(LONGEST_INTERVAL) > 0) {
			return LONGEST_INTERVAL;
		}
		return (interval.compareTo(SHORTEST_INTERVAL) < 0) ? SHORTEST_INTERVAL : interval;
	}

	/**
	 * A probe that blocks does not keep this process from telling that it is alive.
	 */
	private void watch(Duration interval) {
		try {
			boolean failing = false;
			CompletableFuture<Optional<String>> probing = probe();
			while (!this.over.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
				this.inbox.accept(new ProbationGoesOn());
				if (probing.isDone()) {
					Optional<String> failure = probing.join();
					if (failure.isPresent() && failing) {
						this.inbox.accept(new ApplicationBroken(failure.get()));
						return;
					}
					failing = failure.isPresent();
					probing = probe();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private CompletableFuture<Optional<String>> probe() {
		CompletableFuture<Optional<String>> result = new CompletableFuture<>();
		Thread.ofVirtual().name("uninterruptible-probe").start(() -> result.complete(failure()));
		return result;
	}

	private Optional<String> failure() {
		try {
			return Optional.ofNullable(this.probe.failure());
		}
		catch (RuntimeException | Error ex) {
			return Optional.of("its health cannot be probed: " + ex);
		}
	}

	void end() {
		this.over.countDown();
	}

}

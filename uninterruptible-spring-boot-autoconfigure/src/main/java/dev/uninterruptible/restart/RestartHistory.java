package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.restart.PastRestart.Result;
import org.jspecify.annotations.Nullable;

/**
 * What a process remembers of restarts: of the one that it owes its life to, and of those
 * that it was asked for. Changed only by the thread that owns the state machine, except
 * that late requests are refused by others.
 */
final class RestartHistory {

	private final Map<RestartPhase, Duration> phases = new ConcurrentHashMap<>();

	private final LongAdder failed = new LongAdder();

	private final LongAdder rolledBack = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final int generation;

	private volatile boolean settled;

	private volatile @Nullable PastRestart last;

	private @Nullable Instant committedAt;

	/**
	 * Create the history of a process.
	 * @param generation its generation
	 */
	RestartHistory(int generation) {
		this.generation = generation;
		this.settled = generation == 1;
	}

	/**
	 * The predecessor has left the service to this process.
	 * @param connectedAt when this process had connected
	 */
	void succeeded(Message.Committed restart, Instant connectedAt) {
		Instant introduced = later(connectedAt, restart.requestedAt());
		Instant yielded = later(restart.requestedAt().plus(restart.duration()), introduced);
		Instant committed = later(Instant.now(), yielded);
		this.phases.put(RestartPhase.LAUNCH, Duration.between(restart.requestedAt(), introduced));
		this.phases.put(RestartPhase.HANDOFF, Duration.between(introduced, yielded));
		this.phases.put(RestartPhase.STANDBY, Duration.between(yielded, committed));
		this.committedAt = committed;
		this.settled = true;
		this.last = new PastRestart(restart.trigger(), restart.requestedAt(), restart.duration(), Result.SUCCEEDED,
				null);
	}

	/**
	 * The predecessor is gone, whether or not it has left the service to this process.
	 */
	void predecessorGone() {
		this.settled = true;
		if (this.committedAt != null) {
			this.phases.put(RestartPhase.DRAIN,
					Duration.between(this.committedAt, later(Instant.now(), this.committedAt)));
		}
	}

	/**
	 * The clock may be set back, and a successor that comes by itself is there before it
	 * asks.
	 */
	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	/**
	 * A restart of this process has failed.
	 */
	void failed(PastRestart restart) {
		(restart.result() == Result.ROLLED_BACK ? this.rolledBack : this.failed).increment();
		this.last = restart;
	}

	/**
	 * A request was refused.
	 */
	void refused() {
		this.refused.increment();
	}

	@Nullable PastRestart last() {
		return this.last;
	}

	RestartStatistics statistics() {
		return new RestartStatistics(this.settled ? this.generation - 1 : this.generation - 2, this.failed.sum(),
				this.rolledBack.sum(), this.refused.sum(), this.phases);
	}

}

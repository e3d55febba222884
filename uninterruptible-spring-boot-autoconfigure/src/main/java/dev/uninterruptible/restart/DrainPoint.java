package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.listener.ConnectionTotals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process that was replaced can be watched by those that serve after it, while it
 * finishes its connections, and told that its time is over. Used by the thread that
 * decides.
 */
final class DrainPoint {

	private static final Logger logger = LoggerFactory.getLogger(DrainPoint.class);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final LaterGenerations later;

	private @Nullable HandoffPoint point;

	private Draining progress = new Draining(0, ConnectionTotals.NONE);

	DrainPoint(OwnProcess process, Outside outside, Jobs jobs, LaterGenerations later) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.later = later;
	}

	/**
	 * Begin to wait for those who watch.
	 * @param then told what they need to know
	 */
	void open(Consumer<DrainingGeneration> then) {
		HandoffPoint before = this.point;
		if (before != null) {
			then.accept(generation(before.address()));
			return;
		}
		this.jobs.runToTheEnd("drain-point", LIMIT,
				() -> this.outside.transport().awaitWatchers(new Reception(this.outside.inbox(), this::watchedBy)),
				(opened) -> {
					this.point = opened;
					this.later.connectAt(opened);
					then.accept(generation(opened.address()));
				}, (ex) -> {
					logger.warn("{} cannot be watched by all while it finishes its connections: {}", this.process,
							Jobs.describe(ex));
					then.accept(generation(HandoffAddress.NOWHERE));
				}, this::close);
	}

	private DrainingGeneration generation(HandoffAddress address) {
		return new DrainingGeneration(this.process.generation(), address);
	}

	private void watchedBy(Peer peer) {
		this.later.add(peer);
		peer.send(this.progress);
	}

	/**
	 * Tell those who watch how far it has come, if that is news.
	 */
	void publish(Draining progress) {
		if (!progress.equals(this.progress)) {
			this.progress = progress;
			this.later.publish(progress);
		}
	}

	/**
	 * Wait no longer.
	 */
	void close() {
		if (this.point != null) {
			close(this.point);
			this.point = null;
		}
	}

	private void close(HandoffPoint opened) {
		this.jobs.clearAway("drain-point", LIMIT, () -> {
			opened.close();
			return null;
		}, () -> {
		});
	}

	/**
	 * Wait no longer. Blocks: for a process that exits.
	 */
	void closeNow() throws IOException {
		HandoffPoint opened = this.point;
		if (opened != null) {
			opened.close();
		}
	}

}

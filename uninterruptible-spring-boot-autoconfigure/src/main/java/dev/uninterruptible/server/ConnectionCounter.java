package dev.uninterruptible.server;

import java.util.concurrent.atomic.LongAdder;

import dev.uninterruptible.listener.ConnectionTotals;

/**
 * Counts the connections of a server.
 */
final class ConnectionCounter {

	private final LongAdder accepted = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder errors = new LongAdder();

	void accepted() {
		this.accepted.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	void failed() {
		this.errors.increment();
	}

	ConnectionTotals totals() {
		return new ConnectionTotals(this.accepted.sum(), this.rejected.sum(), this.errors.sum());
	}

}

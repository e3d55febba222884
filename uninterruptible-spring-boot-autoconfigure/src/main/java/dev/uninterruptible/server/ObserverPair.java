package dev.uninterruptible.server;

import org.jspecify.annotations.Nullable;

/**
 * Two observers, the one around the other.
 *
 * @param outer is told first of a beginning, and last of an end
 * @param inner the other one
 */
record ObserverPair(ConnectionObserver outer, ConnectionObserver inner) implements ConnectionObserver {

	@Override
	public void accepted(Connection connection) {
		this.outer.accepted(connection);
		this.inner.accepted(connection);
	}

	@Override
	public void rejected(String server, Rejection reason) {
		this.outer.rejected(server, reason);
		this.inner.rejected(server, reason);
	}

	@Override
	public void handle(Connection connection, HandlerCall call) throws Exception {
		this.outer.handle(connection, () -> this.inner.handle(connection, call));
	}

	@Override
	public void ended(Connection connection, @Nullable Throwable failure) {
		this.inner.ended(connection, failure);
		this.outer.ended(connection, failure);
	}

}

package dev.uninterruptible.restart;

import java.nio.file.Path;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffPoint;

/**
 * Where a simulated process waits for others.
 */
final class SimPoint implements HandoffPoint {

	private final SimProcess process;

	private final HandoffAddress address;

	private final HandoffListener listener;

	private final boolean once;

	private boolean greeted;

	private boolean closed;

	SimPoint(SimProcess process, HandoffAddress address, HandoffListener listener, boolean once) {
		this.process = process;
		this.address = address;
		this.listener = listener;
		this.once = once;
		process.world().points().put(address.path(), this);
	}

	@Override
	public HandoffAddress address() {
		return this.address;
	}

	@Override
	public boolean isThere() {
		return this.process.world().points().get(this.address.path()) == this;
	}

	SimProcess process() {
		return this.process;
	}

	HandoffListener listener() {
		return this.listener;
	}

	/**
	 * Return whether a peer that says hello may stay.
	 */
	boolean admits(String token) {
		boolean admitted = !this.closed && token.equals(this.address.token()) && !(this.once && this.greeted);
		this.greeted = true;
		return admitted;
	}

	/**
	 * What a process has left behind that was killed is cleared away by whoever finds
	 * nobody there, but for the fixed path.
	 */
	void cleanWhenDead() {
		if (!this.process.isAlive() && !this.address.isTakeover()) {
			this.process.world().points().remove(this.address.path(), this);
		}
	}

	/**
	 * A path is left alone if another process waits there by now.
	 */
	@Override
	public void close() {
		this.closed = true;
		Path path = this.address.path();
		this.process.world().points().remove(path, this);
	}

}

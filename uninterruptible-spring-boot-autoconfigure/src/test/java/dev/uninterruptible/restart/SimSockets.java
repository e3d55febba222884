package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Owned;
import dev.uninterruptible.listener.ConnectionTotals;

/**
 * The listening socket that all simulated processes share, as one of them has it, and its
 * connections, of which all that counts is when the last one ends.
 */
final class SimSockets implements Sockets {

	private static final int LONGEST = 30_000;

	private final SimProcess process;

	private final SimWorld world;

	private CompletableFuture<Void> drained = new CompletableFuture<>();

	private int drains;

	private boolean open = true;

	private boolean accepting;

	private boolean owned;

	private boolean draining;

	SimSockets(SimProcess process) {
		this.process = process;
		this.world = process.world();
	}

	/**
	 * Return whether this process has the socket.
	 */
	boolean isOpen() {
		return this.open;
	}

	boolean isAccepting() {
		return this.accepting && this.open;
	}

	@Override
	public void resume() {
		if (this.world.fault(0.003)) {
			throw new SimFault("cannot accept just now");
		}
		this.accepting = true;
	}

	@Override
	public List<String> waitedFor() {
		return this.open ? List.of(toString()) : List.of();
	}

	@Override
	public void pause() {
		this.accepting = false;
	}

	@Override
	public void closeWhenEmpty() {
		close();
	}

	@Override
	public void closeUnclaimed() {
	}

	@Override
	public void own() {
		this.owned = true;
		if (!this.open) {
			this.world.socketFile(false);
		}
	}

	@Override
	public void disown() {
		this.owned = false;
	}

	@Override
	public void close() {
		if (this.open && this.owned) {
			this.world.socketFile(false);
		}
		this.open = false;
		this.accepting = false;
	}

	@Override
	public void closeBesides(Owned taken) {
		if (!taken.listeners().equals(offered())) {
			this.world.violate("%s closes what its successor listens on".formatted(this.process));
		}
	}

	@Override
	public CompletableFuture<Void> drain() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.drained = future;
		this.draining = true;
		long time = this.world.chance(0.5) ? 0 : this.world.millis(0, this.world.chance(0.3) ? 10 * LONGEST : LONGEST);
		int number = ++this.drains;
		this.world.after(time, () -> finish(number, future));
		return future;
	}

	private void finish(int number, CompletableFuture<Void> future) {
		if (this.process.isFrozen()) {
			this.world.after(this.process.frozenFor(), () -> finish(number, future));
		}
		else if (this.process.isAlive() && this.draining && number == this.drains) {
			this.process.finished();
			future.complete(null);
		}
	}

	@Override
	public void undrain() {
		this.draining = false;
	}

	@Override
	public void cut() {
		this.process.finished();
		this.drained.complete(null);
	}

	@Override
	public List<OfferedListener> offered() {
		return List.of(new OfferedListener("server.default", "127.0.0.1:6789"));
	}

	@Override
	public void handOver(HandoffSession session, Offer offer) throws IOException {
		session.offer(offer, List.of());
	}

	@Override
	public boolean mayBeHeldBy(Set<Long> processes) {
		return this.world.living()
			.stream()
			.anyMatch((other) -> other.holdsSockets() && processes.contains(other.pid()));
	}

	@Override
	public boolean areHeldBesides(Set<Long> except) {
		return this.world.living()
			.stream()
			.anyMatch((other) -> !other.equals(this.process) && other.holdsSockets() && !except.contains(other.pid()));
	}

	@Override
	public int activeConnections() {
		return this.draining ? 1 : 0;
	}

	@Override
	public int activeConnections(String listener) {
		return activeConnections();
	}

	@Override
	public ConnectionTotals totals() {
		return ConnectionTotals.NONE;
	}

	@Override
	public List<ListenerStatus> status() {
		return List.of();
	}

	@Override
	public String toString() {
		return "server.default (127.0.0.1:6789)";
	}

}

package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Owned;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.SocketHolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Sockets} of a real process.
 *
 * @param listeners the listeners, and who holds connections from them
 */
record RegisteredSockets(ListenerRegistry listeners) implements Sockets {

	private static final Logger logger = LoggerFactory.getLogger(RegisteredSockets.class);

	@Override
	public void resume() {
		this.listeners.resume();
	}

	@Override
	public List<String> waitedFor() throws IOException {
		List<String> waitedFor = new ArrayList<>();
		for (Listener listener : this.listeners.listeners()) {
			if (listener.isPaused() && listener.hasWaiting()) {
				waitedFor.add(listener.toString());
			}
		}
		return waitedFor;
	}

	@Override
	public void pause() {
		this.listeners.pause();
	}

	@Override
	public void closeWhenEmpty() {
		this.listeners.closeWhenEmpty();
	}

	@Override
	public void closeUnclaimed() {
		this.listeners.closeUnclaimed();
	}

	@Override
	public void own() {
		this.listeners.own();
	}

	@Override
	public void disown() {
		this.listeners.disown();
	}

	@Override
	public void close() {
		this.listeners.close();
	}

	@Override
	public CompletableFuture<Void> drain() {
		return CompletableFuture.allOf(
				this.listeners.drainables().stream().map(RegisteredSockets::drain).toArray(CompletableFuture[]::new));
	}

	/**
	 * One that fails does not keep the others from finishing theirs.
	 */
	private static CompletableFuture<Void> drain(Drainable drainable) {
		try {
			return drainable.drain();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Connections of '{}' cannot be finished, and will be cut: {}", drainable.listener(),
					ex.toString());
			return CompletableFuture.completedFuture(null);
		}
	}

	@Override
	public void undrain() {
		for (Drainable drainable : this.listeners.drainables()) {
			try {
				drainable.resume();
			}
			catch (RuntimeException | Error ex) {
				logger.error("'{}' serves again, but still ends connections: {}", drainable.listener(), ex.toString());
			}
		}
	}

	@Override
	public void cut() {
		this.listeners.drainables().forEach(Drainable::closeConnections);
	}

	@Override
	public List<OfferedListener> offered() {
		return this.listeners.listeners().stream().map(OfferedListener::of).toList();
	}

	@Override
	public void handOver(HandoffSession session, Offer offer) throws IOException {
		session.offer(offer, this.listeners.listeners());
	}

	@Override
	public void closeBesides(Owned taken) {
		this.listeners.listeners()
			.stream()
			.filter((listener) -> !taken.isAt(listener.location()))
			.forEach(this.listeners::close);
	}

	@Override
	public boolean mayBeHeldBy(Set<Long> processes) throws IOException {
		for (Listener listener : this.listeners.listeners()) {
			if (SocketHolders.mayBeHeldBy(listener.descriptor(), processes)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean areHeldBesides(Set<Long> except) throws IOException {
		for (Listener listener : this.listeners.listeners()) {
			if (SocketHolders.isHeldBesides(listener.descriptor(), except)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public int activeConnections() {
		return this.listeners.activeConnections();
	}

	@Override
	public int activeConnections(String listener) {
		return this.listeners.activeConnections(listener);
	}

	@Override
	public ConnectionTotals totals() {
		return this.listeners.totals();
	}

	@Override
	public List<ListenerStatus> status() {
		return this.listeners.listeners()
			.stream()
			.map((listener) -> ListenerStatus.of(listener, activeConnections(listener.name())))
			.toList();
	}

	@Override
	public String toString() {
		return String.join(", ", this.listeners.listeners().stream().map(Listener::toString).toList());
	}

}

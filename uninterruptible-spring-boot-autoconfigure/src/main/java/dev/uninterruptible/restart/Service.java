package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process does for its clients: the listeners, and the pidfile and the handoff
 * path that say who accepts from them. Used by the thread that owns the state machine.
 */
final class Service {

	private static final Logger logger = LoggerFactory.getLogger(Service.class);

	private final ListenerRegistry listeners;

	private final @Nullable PidFile pidFile;

	private final TakeoverPoint takeover;

	private volatile boolean left;

	Service(ListenerRegistry listeners, @Nullable PidFile pidFile, TakeoverPoint takeover) {
		this.listeners = listeners;
		this.pidFile = pidFile;
		this.takeover = takeover;
	}

	ListenerRegistry listeners() {
		return this.listeners;
	}

	/**
	 * Accept connections for the first time.
	 * @throws IOException if the pidfile cannot be written or the handoff path cannot be
	 * taken: then nothing is accepted
	 */
	void open() throws IOException {
		this.takeover.open();
		if (this.pidFile != null) {
			this.pidFile.write();
		}
		this.listeners.closeUnclaimed();
		this.listeners.resume();
	}

	/**
	 * Leave accepting to the successor.
	 */
	void pause() {
		this.listeners.pause();
	}

	/**
	 * Leave the service to a predecessor that is about to accept again. From now on the
	 * pidfile is its to write, and not this process's to remove.
	 */
	void leave() {
		this.left = true;
		this.listeners.pause();
		this.takeover.close();
	}

	/**
	 * The predecessor has left the service to this process for good.
	 */
	void own() {
		this.listeners.own();
	}

	/**
	 * The successor has the service for good.
	 */
	void disown() {
		this.listeners.disown();
	}

	/**
	 * Accept again, whatever the successor did meanwhile.
	 */
	void resume() {
		this.listeners.resume();
		try {
			if (this.pidFile != null) {
				this.pidFile.write();
			}
		}
		catch (IOException ex) {
			logger.warn("{}", ex.getMessage());
		}
		try {
			this.takeover.open();
		}
		catch (IOException ex) {
			logger.warn("{}", ex.getMessage());
		}
	}

	/**
	 * Stop accepting for good and start to finish the connections there are.
	 * @return completes when the last connection has ended
	 */
	CompletableFuture<Void> drain() {
		this.takeover.close();
		this.listeners.pauseWhenEmpty();
		CompletableFuture<Void> drained = CompletableFuture
			.allOf(this.listeners.drainables().stream().map(Service::drain).toArray(CompletableFuture[]::new));
		this.listeners.close();
		return drained;
	}

	/**
	 * One that fails does not keep the others from finishing theirs.
	 */
	private static CompletableFuture<Void> drain(Drainable drainable) {
		try {
			return drainable.drain();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.error("Connections of '{}' cannot be finished, and will be cut: {}", drainable.listener(),
					ex.toString());
			return CompletableFuture.completedFuture(null);
		}
	}

	/**
	 * Close the connections that did not finish.
	 */
	void cut() {
		this.listeners.drainables().forEach(Drainable::closeConnections);
	}

	/**
	 * Remove what names this process as the one that serves: the pidfile and the handoff
	 * path, unless they name another by now.
	 */
	void disappear() {
		this.takeover.close();
		deletePidFile();
	}

	void deletePidFile() {
		if (this.pidFile != null && !this.left) {
			this.pidFile.delete();
		}
	}

	int activeConnections() {
		return this.listeners.activeConnections();
	}

	int activeConnections(String listener) {
		return this.listeners.activeConnections(listener);
	}

	ConnectionTotals totals() {
		return this.listeners.totals();
	}

	/**
	 * Return what those are told who watch this process finish its connections.
	 */
	Draining progress() {
		return new Draining(activeConnections(), totals());
	}

	List<ListenerStatus> status() {
		return this.listeners.listeners()
			.stream()
			.map((listener) -> ListenerStatus.of(listener, activeConnections(listener.name())))
			.toList();
	}

	@Override
	public String toString() {
		return String.join(", ", this.listeners.listeners().stream().map(Object::toString).toList());
	}

}

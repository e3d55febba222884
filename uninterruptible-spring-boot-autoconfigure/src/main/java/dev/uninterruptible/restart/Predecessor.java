package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.restart.Event.PredecessorGone;
import dev.uninterruptible.restart.Event.PredecessorSaid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that handed over to this one, as far as this one knows. Changed only by the
 * thread that owns the state machine.
 */
final class Predecessor {

	private static final Logger logger = LoggerFactory.getLogger(Predecessor.class);

	private final HandoffClient handoff;

	private volatile ProcessState state = ProcessState.HANDING_OFF;

	private volatile boolean gone;

	Predecessor(HandoffClient handoff) {
		this.handoff = handoff;
	}

	int generation() {
		return this.handoff.predecessorGeneration();
	}

	long pid() {
		return this.handoff.predecessorPid();
	}

	Instant connectedAt() {
		return this.handoff.connectedAt();
	}

	int listeners() {
		return this.handoff.inherited().size();
	}

	void listen(Consumer<Event> inbox) {
		try {
			this.handoff.listen((message) -> inbox.accept(new PredecessorSaid(message)),
					() -> inbox.accept(new PredecessorGone()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex.getMessage(), ex);
		}
	}

	List<DrainingGeneration> draining() {
		return this.handoff.draining();
	}

	/**
	 * Return whether it would still accept again, should this process fail.
	 */
	boolean standsBy() {
		return !this.gone && (this.state == ProcessState.HANDING_OFF || this.state == ProcessState.STANDBY);
	}

	/**
	 * Return whether it has left the service to this process.
	 */
	boolean drains() {
		return this.state == ProcessState.DRAINING;
	}

	/**
	 * Return its status, {@code null} once it has exited.
	 */
	@Nullable PredecessorStatus status() {
		return this.gone ? null : new PredecessorStatus(this.handoff.predecessorPid(), generation(), this.state);
	}

	void yielded() {
		this.state = ProcessState.STANDBY;
	}

	void committed() {
		this.state = ProcessState.DRAINING;
	}

	void accepts() {
		this.state = ProcessState.SERVING;
	}

	void gone() {
		this.gone = true;
	}

	void tellReady() {
		try {
			this.handoff.ready();
		}
		catch (IOException ex) {
			logger.warn("{} could not be told that this process serves: {}", this, ex.getMessage());
		}
	}

	void tellAlive() {
		try {
			this.handoff.alive();
		}
		catch (IOException ex) {
			logger.debug("{} could not be told that this process is alive: {}", this, ex.getMessage());
		}
	}

	void tellFailed(String reason) {
		this.handoff.failed(reason);
		accepts();
	}

	@Override
	public String toString() {
		return "generation %d (pid %d)".formatted(generation(), this.handoff.predecessorPid());
	}

}

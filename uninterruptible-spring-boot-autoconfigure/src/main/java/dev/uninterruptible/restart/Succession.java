package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.Leaving;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.handoff.Message.Yielded;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a successor comes to own the service: from its predecessor's OFFER to COMMITTED, or
 * to the end of one of the two. In a process without a predecessor there is nothing to
 * do. Used by the thread that decides.
 */
final class Succession {

	private static final Logger logger = LoggerFactory.getLogger(Succession.class);

	/**
	 * How long a predecessor may take to answer that this process cannot serve.
	 */
	private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

	/**
	 * How often to look, in all for two seconds, whether a process is gone whose
	 * connection has ended.
	 */
	private static final int LOOKS = 40;

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

	private final OwnProcess process;

	private final Outside outside;

	private final RestartSettings settings;

	private final Service service;

	private final Announcements announcements;

	private final DrainingGenerations draining;

	private final Remains remains;

	private final RestartHistory history;

	private final Owner owner;

	private final @Nullable Predecessor predecessor;

	private final Probation probation;

	private @Nullable Committed committed;

	private @Nullable Departure departure;

	private boolean accepts;

	Succession(OwnProcess process, Outside outside, Jobs jobs, RestartSettings settings, Service service,
			Announcements announcements, DrainingGenerations draining, Remains remains, RestartHistory history,
			Owner owner, @Nullable Predecessor predecessor) {
		this.process = process;
		this.outside = outside;
		this.settings = settings;
		this.service = service;
		this.announcements = announcements;
		this.draining = draining;
		this.remains = remains;
		this.history = history;
		this.owner = owner;
		this.predecessor = predecessor;
		this.probation = new Probation(outside, jobs, () -> tell(new Message.Alive()), this::unwell);
	}

	/**
	 * Begin to listen to the predecessor. May be called by any thread.
	 */
	void listen() {
		Predecessor predecessor = this.predecessor;
		if (predecessor != null) {
			logger.info("{} took over {} from {}", this.process, Count.of(predecessor.listeners(), "listener"),
					predecessor);
			Inbox inbox = this.outside.inbox();
			predecessor.listen((message) -> inbox.post(() -> said(predecessor, message)),
					() -> inbox.post(() -> disconnected(predecessor, LOOKS)));
			inbox.post(() -> this.draining.watch(predecessor.draining()));
		}
	}

	/**
	 * Return the predecessor while it would accept again, should this process fail.
	 */
	@Nullable Predecessor standingBy() {
		return (this.predecessor != null && this.predecessor.standsBy()) ? this.predecessor : null;
	}

	/**
	 * Tell the application that it is about to serve. Where nobody else does, nothing
	 * waits until it has heard.
	 */
	void announce(Runnable then) {
		Predecessor predecessor = this.predecessor;
		if (predecessor == null) {
			then.run();
			return;
		}
		RestartEvent event = new RestartEvent.HandedOff(predecessor.generation().number(), predecessor.pid());
		if (predecessor.standsBy()) {
			this.announcements.hear(event, then);
		}
		else {
			this.announcements.hear(event);
			then.run();
		}
	}

	/**
	 * This process accepts.
	 */
	void accepts() {
		this.accepts = true;
		tell(new Message.Ready());
		tellServing();
	}

	/**
	 * This process will never accept.
	 */
	void cannotServe(String reason) {
		tell(new Message.Failed(reason));
		this.probation.end();
	}

	/**
	 * The application is not well. Only a predecessor that stands by wants to know.
	 */
	void unwell(String reason) {
		Predecessor predecessor = standingBy();
		if (predecessor == null || !this.accepts || this.departure != null) {
			logger.debug("{} goes on although its application says: {}", this.process, reason);
		}
		else if (predecessor.knowsOwnership()) {
			logger.warn("{} tells its predecessor, {}, that it is not well: {}", this.process, predecessor, reason);
			tell(new Message.Unwell(reason));
		}
		else {
			leave(reason, this.owner::left);
		}
	}

	/**
	 * Leave the service to the predecessor, and accept until it has answered: somebody
	 * must. To be called only while it stands by.
	 * @param reason why
	 * @param then told whether the service is this process's after all: the predecessor
	 * had committed, or is gone
	 */
	void leave(String reason, Consumer<Boolean> then) {
		if (this.departure != null) {
			this.departure.then = then;
			return;
		}
		logger.error("{} leaves the service to its predecessor, {}: {}", this.process, this.predecessor, reason);
		this.probation.end();
		tell(new Message.Failed(reason));
		Departure departure = new Departure(then);
		this.departure = departure;
		if (this.accepts) {
			departure.patience = Patience.start(this.outside.inbox(), ANSWER_PATIENCE, () -> settle(false));
		}
		else {
			settle(false);
		}
	}

	/**
	 * A predecessor that answers later than this process can wait finds that it has left.
	 */
	private void settle(boolean ours) {
		Departure departure = this.departure;
		if (departure != null) {
			this.departure = null;
			if (departure.patience != null) {
				departure.patience.cancel();
			}
			if (!ours && this.predecessor != null) {
				this.committed = null;
				this.predecessor.does(ProcessState.SERVING);
			}
			departure.then.accept(ours);
		}
	}

	private void said(Predecessor predecessor, Message message) {
		switch (message) {
			case Yielded yielded -> {
				predecessor.does(ProcessState.STANDBY);
				if (this.departure == null) {
					this.probation.start(yielded.standby());
				}
			}
			case Committed committed when predecessor.standsBy() -> committed(predecessor, committed);
			case Refused refused -> refused(predecessor, refused.reason());
			case Draining progress -> drains(predecessor, progress);
			case Message other -> this.draining.said(predecessor.generation(), other);
		}
	}

	/**
	 * The predecessor gives up the service when it hears OWNED, unless that comes too
	 * late for it. Until it has said what it did, this process changes nothing that both
	 * share. Where COMMITTED has crossed this process's FAILED, the predecessor hears
	 * that instead, and takes the service back, unless it must end itself.
	 */
	private void committed(Predecessor predecessor, Committed committed) {
		this.committed = committed;
		this.probation.end();
		if (this.departure == null) {
			tell(new Message.Owned(this.service.sockets().offered()));
		}
		if (!predecessor.knowsOwnership()) {
			owns(predecessor, committed);
		}
	}

	private void owns(Predecessor predecessor, Committed committed) {
		this.committed = null;
		predecessor.does(ProcessState.DRAINING);
		this.service.own();
		this.service.reclaim();
		if (predecessor.knowsOwnership()) {
			committed.draining()
				.stream()
				.filter((generation) -> generation.generation().equals(predecessor.generation()))
				.forEach((generation) -> this.draining.watch(generation, predecessor.link()));
		}
		this.draining.watch(committed.draining());
		this.draining.expireBeyond(this.settings.maxDraining());
		this.history.succeeded(committed, predecessor.connectedAt());
		this.announcements.hear(new RestartEvent.Committed(predecessor.generation().number(), predecessor.pid()));
		settle(true);
	}

	private void drains(Predecessor predecessor, Draining progress) {
		if (this.committed != null) {
			owns(predecessor, this.committed);
		}
		else if (!predecessor.drains()) {
			predecessor.does(ProcessState.DRAINING);
			this.owner.predecessorServesNoMore();
		}
		this.draining.said(predecessor.generation(), progress);
	}

	private void refused(Predecessor predecessor, String reason) {
		this.committed = null;
		predecessor.does(ProcessState.SERVING);
		this.probation.end();
		if (this.departure != null) {
			settle(false);
		}
		else {
			this.owner.sentAway(predecessor, reason);
		}
	}

	/**
	 * The connection has ended. Where the predecessor lives all the same, it accepts
	 * again, as this process does not answer any more.
	 */
	private void disconnected(Predecessor predecessor, int looks) {
		if (!predecessor.standsBy() || !this.outside.processes().isAlive(predecessor.pid())) {
			gone(predecessor);
		}
		else if (looks > 0) {
			this.outside.inbox().after(LOOK_INTERVAL, () -> disconnected(predecessor, looks - 1));
		}
		else {
			refused(predecessor, "the connection to it has ended");
		}
	}

	private void gone(Predecessor predecessor) {
		if (this.committed != null) {
			owns(predecessor, this.committed);
		}
		boolean alone = predecessor.standsBy();
		if (alone) {
			logger.warn("{} goes on alone: its predecessor, {}, is gone before the restart was over", this.process,
					predecessor);
		}
		else if (predecessor.drains()) {
			logger.info("{} hears that {} has exited", this.process, predecessor);
		}
		predecessor.gone();
		this.draining.disconnected(predecessor.generation());
		this.history.predecessorGone();
		this.probation.end();
		this.remains.clearAwayAfter(predecessor.pid());
		if (alone) {
			this.owner.goesOnAlone();
			settle(true);
		}
		else {
			this.owner.predecessorServesNoMore();
		}
	}

	/**
	 * Tell all that served before this process that it serves.
	 */
	void tellServing() {
		this.draining.tellServing();
	}

	/**
	 * This process does not serve any more, unless it must again.
	 */
	void servesNoMore() {
		this.draining.servesNoMore();
	}

	/**
	 * Tell all that served before this process whom it hands over to.
	 */
	void tellSuccessor(long pid) {
		Message.HandingOff handingOff = new Message.HandingOff(pid);
		if (this.predecessor != null && !this.predecessor.standsBy()) {
			tell(handingOff);
		}
		this.draining.tell(handingOff);
	}

	/**
	 * Tell all that served before this process that it ends in order, and that another
	 * one serves.
	 */
	void tellLeaving(long servedBy) {
		Leaving leaving = new Leaving(false, servedBy);
		if (this.predecessor != null && !this.predecessor.standsBy()) {
			tell(leaving);
		}
		this.draining.tellLeaving(leaving);
	}

	/**
	 * Tell all that served before this process that the service ends.
	 */
	void tellLast() {
		Leaving leaving = new Leaving(true, this.process.pid());
		if (this.predecessor != null && !this.predecessor.standsBy()) {
			tell(leaving);
		}
		this.draining.tellLast(leaving);
	}

	/**
	 * Do something when all that were told so have answered, or have had the time for it.
	 */
	void whenAnswered(Runnable then) {
		this.draining.whenAnswered(then);
	}

	/**
	 * Watch nobody any more: this process exits.
	 */
	void close() {
		this.draining.close();
	}

	private void tell(Message message) {
		if (this.predecessor != null) {
			this.predecessor.tell(message);
		}
	}

	@Nullable PredecessorStatus status() {
		return (this.predecessor != null) ? this.predecessor.status() : null;
	}

	/**
	 * Return whether a process that served before this one could come back.
	 */
	boolean hasOlder() {
		return !this.draining.generations().isEmpty();
	}

	List<DrainingStatus> draining() {
		return this.draining.status();
	}

	/**
	 * This process leaves, and waits for the answer.
	 */
	private static final class Departure {

		private Consumer<Boolean> then;

		private @Nullable Patience patience;

		Departure(Consumer<Boolean> then) {
			this.then = then;
		}

	}

	/**
	 * Who goes on when the predecessor has decided.
	 */
	interface Owner {

		/**
		 * The predecessor is gone and left nothing open, or finishes its connections.
		 * What this process has is its own, or a later one's.
		 */
		void predecessorServesNoMore();

		/**
		 * The predecessor serves, or accepts again: this process must not.
		 */
		void sentAway(Predecessor predecessor, String reason);

		/**
		 * The predecessor is gone, and nobody else has the service.
		 */
		void goesOnAlone();

		/**
		 * This process left because it is not well.
		 * @param ours whether the service is this process's after all
		 */
		void left(boolean ours);

	}

}

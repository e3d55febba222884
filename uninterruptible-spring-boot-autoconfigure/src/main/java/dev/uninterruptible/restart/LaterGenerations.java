package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.Expired;
import dev.uninterruptible.handoff.Message.HandingOff;
import dev.uninterruptible.handoff.Message.Leaving;
import dev.uninterruptible.handoff.Message.WhoServes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In a process that was replaced and finishes its connections: the processes that came
 * after it. As long as one of them serves this one need not accept. One that ends in
 * order says so; where all that served have ended without a word, this process comes
 * back. But connections may break, or may never have been made: so the system is asked
 * too whether those that are known live, and whether anybody else has the sockets. And
 * one that lives may hang: so when one is gone, the others are asked who serves, and
 * count no more when none has answered for a while. One that still starts does not count;
 * when it serves, or another one after all, this process leaves the service to it again.
 * Used by the thread that decides.
 */
final class LaterGenerations implements Peer.Handler {

	private static final Logger logger = LoggerFactory.getLogger(LaterGenerations.class);

	private static final Duration FIRST_LOOK = Duration.ofMillis(20);

	private static final Duration LOOK_LIMIT = Duration.ofSeconds(5);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	/**
	 * How long it may take until one says that it serves: one that drained finds first
	 * that it must accept again, and one that cannot be heard connects again.
	 */
	private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

	/**
	 * How long this process may be short of descriptors or threads before it goes by what
	 * it knows: one of which it knows nothing may have the sockets.
	 */
	private static final Duration BLIND_PATIENCE = Duration.ofSeconds(30);

	/**
	 * How long this process, which has stepped back for a later one, takes an order to
	 * end for one to that process alone: whoever gave it may have seen that this one
	 * served.
	 */
	private static final Duration DOUBT = Duration.ofSeconds(5);

	/**
	 * How long what one has said may take to be read whose connection is not accepted
	 * yet, because this process stood still.
	 */
	private static final Duration WORD_PATIENCE = Duration.ofMillis(500);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final DrainingGenerations earlier;

	private final Remains remains;

	private final Owner owner;

	private final List<Peer> connected = new ArrayList<>();

	private final Set<Peer> serving = new HashSet<>();

	private final Set<Long> servingUnconnected = new HashSet<>();

	private final Set<Long> starting = new HashSet<>();

	private final Set<Long> unheard = new HashSet<>();

	private @Nullable Peer doubted;

	private Inbox.Timer timer = Inbox.Timer.NONE;

	private Duration pause = FIRST_LOOK;

	private @Nullable Patience patience;

	private @Nullable Patience blind;

	private boolean blindForLong;

	private @Nullable HandoffPoint point;

	private boolean unanswered;

	private boolean active;

	LaterGenerations(OwnProcess process, Outside outside, Jobs jobs, DrainingGenerations earlier, Remains remains,
			Owner owner) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.earlier = earlier;
		this.remains = remains;
		this.owner = owner;
	}

	/**
	 * They can connect from now on.
	 * @param point where
	 */
	void connectAt(HandoffPoint point) {
		this.point = point;
	}

	/**
	 * The one that replaces this process.
	 */
	void addSuccessor(Peer peer) {
		this.serving.add(peer);
		add(peer);
	}

	/**
	 * Another one is connected. One of a version that would not say that it ends in order
	 * may be replaced or stopped without this process's knowing, so nobody comes back
	 * then.
	 */
	void add(Peer peer) {
		this.connected.add(peer);
		this.unheard.remove(peer.pid());
		if (this.servingUnconnected.remove(peer.pid())) {
			this.serving.add(peer);
		}
		peer.handledBy(this);
		if (this.active && !peer.knowsOwnership()) {
			this.owner.serviceEnds();
		}
	}

	/**
	 * From now on this process comes back if nobody else is left.
	 */
	void activate() {
		this.active = true;
		look();
	}

	/**
	 * This process does not come back, whatever happens.
	 */
	void deactivate() {
		this.active = false;
		this.timer.cancel();
		answered();
	}

	/**
	 * Send them away: an older generation has the service.
	 */
	void end(String reason) {
		deactivate();
		List.copyOf(this.connected).forEach((peer) -> peer.end(reason));
		this.connected.clear();
	}

	/**
	 * Tell those that still start that the service ends.
	 */
	void expireStarting(String reason) {
		this.connected.stream()
			.filter((peer) -> !this.serving.contains(peer))
			.forEach((peer) -> peer.send(new Expired(reason)));
	}

	/**
	 * Return the process that still starts, or hangs, and would serve in the place of
	 * this one.
	 */
	Optional<Long> starting() {
		return Stream
			.concat(this.connected.stream().map(Peer::pid),
					Stream.concat(this.starting.stream(), this.servingUnconnected.stream())
						.filter((pid) -> this.outside.processes().isAlive(pid)))
			.findFirst();
	}

	/**
	 * End the connections: this process exits.
	 * @param servedBy the process that serves
	 */
	void leave(long servedBy) {
		for (Peer peer : this.connected) {
			peer.send(new Leaving(false, servedBy));
			peer.session().disconnect();
		}
		this.connected.clear();
	}

	/**
	 * Tell them how far this process has come.
	 */
	void publish(Draining progress) {
		List.copyOf(this.connected).forEach((peer) -> peer.send(progress));
	}

	@Override
	public void said(Peer peer, Message message) {
		switch (message) {
			case Expired expired -> this.owner.expired(expired.reason());
			case Leaving leaving when leaving.last() -> {
				if (this.active && peer.equals(this.doubted) && this.outside.processes().isAlive(peer.pid())) {
					this.serving.remove(peer);
					this.owner.leftAlone();
				}
				else if (this.active) {
					this.owner.serviceEnds();
				}
				peer.send(this.owner.isServing() ? new Message.Ready() : new Leaving(false, this.process.pid()));
			}
			case Leaving leaving -> {
				remove(peer);
				this.remains.clearAwayAfter(peer.pid());
				if (leaving.servedBy() == this.process.pid()) {
					this.owner.leftToThis();
				}
				else {
					serves(leaving.servedBy());
					ask();
				}
				look();
				awaitTheLast();
			}
			case HandingOff handingOff -> {
				this.starting.add(handingOff.successor());
				mayHaveSaid(handingOff.successor());
			}
			case Message.Ready ready -> {
				this.serving.add(peer);
				answered();
				this.owner.laterServes(peer);
			}
			case Message other -> logger.trace("Nothing to do about {}", other);
		}
	}

	private boolean remove(Peer peer) {
		this.serving.remove(peer);
		return this.connected.remove(peer);
	}

	/**
	 * In a process that does not come back, or has come back: none of them needs to reach
	 * it any more, once those that may still serve have ended. One whose connection broke
	 * makes another.
	 */
	void awaitTheLast() {
		if (!this.active && this.connected.isEmpty()) {
			this.timer.cancel();
			if (starting().isEmpty()) {
				this.owner.noLaterLeft();
			}
			else {
				this.timer = this.outside.inbox().after(LONGEST_PAUSE, this::awaitTheLast);
			}
		}
	}

	private void serves(long pid) {
		Optional<Peer> known = this.connected.stream().filter((peer) -> peer.pid() == pid).findFirst();
		known.ifPresent(this.serving::add);
		if (known.isEmpty()) {
			this.servingUnconnected.add(pid);
			mayHaveSaid(pid);
		}
	}

	/**
	 * One is known by the word of another. What it says itself may wait to be read, also
	 * if it is gone.
	 */
	private void mayHaveSaid(long pid) {
		if (this.connected.stream().noneMatch((peer) -> peer.pid() == pid)) {
			this.unheard.add(pid);
			Patience.start(this.outside.inbox(), WORD_PATIENCE, () -> {
				if (this.unheard.remove(pid) && this.active) {
					look();
				}
			});
		}
	}

	/**
	 * This process has just left the service to one that had stood still, and may have
	 * been told to end meanwhile.
	 */
	void doubt(Peer peer) {
		this.doubted = peer;
		Patience.start(this.outside.inbox(), DOUBT, () -> this.doubted = null);
	}

	@Override
	public void gone(Peer peer) {
		boolean served = this.serving.contains(peer);
		if (remove(peer)) {
			this.remains.clearAwayAfter(peer.pid());
			(served ? this.servingUnconnected : this.starting).add(peer.pid());
			this.pause = FIRST_LOOK;
			ask();
			look();
			awaitTheLast();
		}
	}

	private void ask() {
		if (!this.active) {
			return;
		}
		this.connected.forEach((peer) -> peer.send(new WhoServes()));
		if (this.patience == null) {
			this.patience = Patience.start(this.outside.inbox(), ANSWER_PATIENCE, this::notAnswered);
		}
	}

	private void answered() {
		this.unanswered = false;
		if (this.patience != null) {
			this.patience.cancel();
			this.patience = null;
		}
	}

	private void notAnswered() {
		this.unanswered = true;
		this.patience = null;
		if (!this.serving.isEmpty()) {
			logger.warn("{} waits no longer for a later generation: none has said for {} ms that it serves",
					this.process, ANSWER_PATIENCE.toMillis());
		}
		this.serving.clear();
		look();
	}

	private void look() {
		this.timer.cancel();
		if (this.active && this.serving.isEmpty()) {
			this.servingUnconnected.removeIf((pid) -> !this.outside.processes().isAlive(pid));
			lookForHolders(Set.copyOf(this.servingUnconnected));
		}
	}

	/**
	 * One that served and lives may have been replaced. One that was about to get the
	 * sockets, and lives, may have them: where that cannot be found out for long, for
	 * want of descriptors or of a thread, and for as long as it may not have read what it
	 * was sent, when nobody sees that it has them. One that has them, and was asked, and
	 * has neither answered nor connected again though it could have, hangs.
	 */
	private void lookForHolders(Set<Long> served) {
		Set<Long> except = new HashSet<>();
		this.connected.forEach((peer) -> except.add(peer.pid()));
		this.earlier.generations().forEach((generation) -> except.add(generation.generation().pid()));
		HandoffPoint reachable = this.unanswered ? this.point : null;
		this.jobs.run("holders", LOOK_LIMIT,
				() -> areHeld(served, except) && !(reachable != null && reachable.isThere()), (held) -> {
					sees();
					found(held || (!this.unanswered && isAnyStarting()), served);
				}, (ex) -> {
					logger.debug("{} cannot tell who else has its sockets: {}", this.process, Jobs.describe(ex));
					if (this.blind == null) {
						this.blind = Patience.start(this.outside.inbox(), BLIND_PATIENCE,
								() -> this.blindForLong = true);
					}
					found(!this.blindForLong || !served.isEmpty() || isAnyStarting(), served);
				});
	}

	private void sees() {
		this.blindForLong = false;
		if (this.blind != null) {
			this.blind.cancel();
			this.blind = null;
		}
	}

	private boolean isAnyStarting() {
		return this.starting.stream().anyMatch((pid) -> this.outside.processes().isAlive(pid));
	}

	private boolean areHeld(Set<Long> served, Set<Long> except) throws IOException {
		Sockets sockets = this.outside.sockets();
		return sockets.mayBeHeldBy(served) || sockets.areHeldBesides(except);
	}

	private void found(boolean held, Set<Long> served) {
		if (this.active && this.serving.isEmpty()) {
			if (held || !this.unheard.isEmpty() || !served.containsAll(this.servingUnconnected)) {
				lookLater();
			}
			else {
				this.owner.leftAlone();
			}
		}
	}

	private void lookLater() {
		this.timer.cancel();
		this.timer = this.outside.inbox().after(this.pause, this::look);
		Duration doubled = this.pause.multipliedBy(2);
		this.pause = (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
	}

	/**
	 * Who acts on what they do.
	 */
	interface Owner {

		/**
		 * The process that serves finds that this one has finished its connections for
		 * long enough.
		 */
		void expired(String reason);

		/**
		 * One of them ends, and takes this process for the one that has the service.
		 */
		void leftToThis();

		/**
		 * The process that serves was told to end, and the service ends with it.
		 */
		void serviceEnds();

		/**
		 * Return whether this process serves again.
		 */
		boolean isServing();

		/**
		 * One of them serves.
		 */
		void laterServes(Peer peer);

		/**
		 * None is connected any more to a process that does not wait for their end, and
		 * none that may connect lives.
		 */
		void noLaterLeft();

		/**
		 * All that served are gone, and none of them had been told to end.
		 */
		void leftAlone();

	}

}

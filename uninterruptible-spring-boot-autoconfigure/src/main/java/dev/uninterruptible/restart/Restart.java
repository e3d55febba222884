package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.Yielded;
import dev.uninterruptible.launch.SuccessorProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One restart, in the predecessor, from the request to its outcome: the methods stand in
 * the order of its steps. Whatever fails leads to {@link #fail}: this process serves as
 * before. Used by the thread that decides.
 */
final class Restart implements Peer.Handler {

	private static final Logger logger = LoggerFactory.getLogger(Restart.class);

	private static final Duration VETO_LIMIT = Duration.ofSeconds(10);

	private static final Duration LAUNCH_LIMIT = Duration.ofSeconds(30);

	private static final Duration OFFER_LIMIT = Duration.ofSeconds(20);

	private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);

	/**
	 * How long a successor may be silent, at least, before it is taken for hung: a JVM
	 * that has just started pauses at times.
	 */
	private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(2);

	/**
	 * How long a successor may take to hear that this process has committed.
	 */
	private static final Duration OWNED_PATIENCE = Duration.ofSeconds(5);

	/**
	 * How long a successor may take to exit that has no connections, by itself and after
	 * a TERM.
	 */
	private static final Duration EXIT_TIME = Duration.ofSeconds(5);

	private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final RestartSettings settings;

	private final Service service;

	private final Announcements announcements;

	private final DrainPoint drainPoint;

	private final DrainingGenerations draining;

	private final Owner owner;

	private final RestartRequest request;

	private final Successor successor;

	private final SuccessorStart start;

	private final long begun;

	private Step step = Step.ASKING;

	private Duration duration = Duration.ZERO;

	private boolean wasReady;

	private boolean ending;

	private boolean asksOwnHealth;

	private boolean concluded;

	private String unheard = " before it connected";

	private @Nullable HandoffPoint point;

	private Inbox.Timer standby = Inbox.Timer.NONE;

	private @Nullable Patience silence;

	/**
	 * Create a restart.
	 * @param launched those that this process has launched and must not leave behind
	 * @param takeover the successor, if it came by itself
	 */
	Restart(OwnProcess process, Outside outside, Jobs jobs, RestartSettings settings, Service service,
			Announcements announcements, DrainPoint drainPoint, DrainingGenerations draining, Remains remains,
			Set<SuccessorProcess> launched, Owner owner, RestartRequest request, @Nullable Peer takeover) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.settings = settings;
		this.service = service;
		this.announcements = announcements;
		this.drainPoint = drainPoint;
		this.draining = draining;
		this.owner = owner;
		this.request = request;
		this.begun = outside.inbox().nanoTime();
		this.successor = new Successor(outside, jobs, remains, launched, takeover);
		this.start = new SuccessorStart(outside.inbox(), jobs, settings.readyTimeout(), this::notReadyInTime);
		if (takeover != null) {
			takeover.handledBy(this);
		}
	}

	/**
	 * Ask the application whether it minds.
	 */
	void begin() {
		this.jobs.<@Nullable String>run("veto", VETO_LIMIT, this.outside.application()::veto, this::vetoed,
				(ex) -> vetoed("it could not be asked: " + Jobs.describe(ex)));
	}

	private void vetoed(@Nullable String veto) {
		if (isOver()) {
			return;
		}
		if (veto != null) {
			refuse("the application wants none now: " + veto);
			return;
		}
		logger.info("{} was asked by {} to restart", this.process, this.request.trigger());
		this.announcements.hear(new RestartEvent.Requested(this.request.trigger()), this::announced);
	}

	private void refuse(String reason) {
		end();
		Peer peer = this.successor.peer();
		if (peer != null) {
			peer.end(reason);
		}
		this.owner.refused(this.request, reason);
	}

	private void announced() {
		if (isOver()) {
			return;
		}
		Peer peer = this.successor.peer();
		if (peer != null) {
			this.start.watch(() -> this.outside.processes().processorTime(peer.pid()));
			handOver(peer);
		}
		else {
			launch();
		}
	}

	private void launch() {
		this.step = Step.LAUNCHING;
		this.process.enter(ProcessState.LAUNCHING);
		logger.info("{} launches generation {}: {}", this.process, this.process.nextGeneration(),
				this.outside.launcher());
		this.jobs.runToTheEnd("handoff", LAUNCH_LIMIT,
				() -> this.outside.transport()
					.awaitSuccessor(new Reception(this.outside.inbox(), this::connected, this::sentAway)),
				this::opened, this::notLaunched, this::opened);
	}

	private void opened(HandoffPoint opened) {
		this.point = opened;
		if (isOver()) {
			closePoint();
		}
		else {
			this.jobs.runToTheEnd("launch", LAUNCH_LIMIT, () -> this.outside.launcher().launch(opened.address()),
					this::launched, this::notLaunched, this::launched);
		}
	}

	private void launched(SuccessorProcess launched) {
		this.successor.launched(launched, this::exited);
		if (isOver()) {
			abandon("this restart was given up", Duration.ZERO);
		}
		else {
			this.start.watch(launched::processorTime);
			if (this.successor.peer() != null) {
				handOver(this.successor.peer());
			}
		}
	}

	private void notLaunched(Throwable failure) {
		fail("the successor could not be launched: " + Jobs.describe(failure));
	}

	private void sentAway(String reason) {
		this.unheard = " after it was sent away: " + reason;
	}

	private void exited() {
		if (this.step == Step.LAUNCHING && this.successor.peer() == null) {
			fail(this.successor.exit() + this.unheard + this.outside.launcher().suspicion());
		}
	}

	private void connected(Peer peer) {
		if (this.step != Step.LAUNCHING || this.successor.peer() != null) {
			peer.end("this restart was given up");
			return;
		}
		this.successor.connected(peer);
		peer.handledBy(this);
		if (this.successor.isLaunched()) {
			handOver(peer);
		}
	}

	private void handOver(Peer peer) {
		this.step = Step.HANDING_OFF;
		this.process.enter(ProcessState.HANDING_OFF);
		closePoint();
		logger.info("{} hands over {} to generation {} (pid {})", this.process, this.service,
				this.process.nextGeneration(), peer.pid());
		this.owner.handsOver(peer);
		Sockets sockets = this.service.sockets();
		Offer offer = new Offer(this.process.generation(), sockets.offered(), this.draining.generations());
		peer.busy();
		this.jobs.run("offer", OFFER_LIMIT, () -> {
			sockets.handOver(peer.session(), offer);
			return true;
		}, (done) -> peer.free(), (ex) -> {
			peer.free();
			fail("the listeners could not be handed over: " + Jobs.describe(ex));
		});
	}

	private void notReadyInTime(String tooLong) {
		fail("the successor %s %s".formatted((this.successor.peer() != null) ? "was not ready" : "did not connect",
				tooLong));
	}

	@Override
	public void said(Peer peer, Message message) {
		switch (message) {
			case Message.Failed failed -> failed(failed.reason());
			case Message.Starting starting when this.step == Step.HANDING_OFF -> this.start.isAt(starting.step());
			case Message.Ready ready when this.step == Step.HANDING_OFF -> standBy(peer);
			case Message.Unwell unwell when isReady() -> unwell(unwell.reason());
			case Message.Owned owned when this.step == Step.COMMITTED -> succeed(peer, owned);
			case Message other -> logger.trace("Nothing to do about {}", other);
		}
		if (this.silence != null && this.step == Step.STANDBY) {
			this.silence.renew();
		}
	}

	private void standBy(Peer peer) {
		this.start.end();
		this.successor.becomesReady();
		this.step = Step.STANDBY;
		this.wasReady = true;
		this.service.pause();
		this.process.enter(ProcessState.STANDBY);
		this.duration = taken();
		logger.info("{} has stopped accepting: generation {} (pid {}) was ready after {} ms", this.process,
				this.process.nextGeneration(), peer.pid(), this.duration.toMillis());
		this.announcements.hear(new RestartEvent.HandedOff(this.process.nextGeneration(), peer.pid()));
		if (!peer.send(new Yielded(this.settings.standby()))) {
			failGone();
			return;
		}
		this.standby = this.outside.inbox().after(this.settings.standby(), () -> commit(peer));
		Duration patience = patience(this.settings.standby());
		this.silence = Patience.start(this.outside.inbox(), patience,
				() -> fail("the successor hangs: nothing was heard of it for %s ms".formatted(patience.toMillis())));
	}

	private static Duration patience(Duration standby) {
		Duration half = standby.dividedBy(2);
		return (half.compareTo(SHORTEST_PATIENCE) > 0) ? half : SHORTEST_PATIENCE;
	}

	/**
	 * The successor reports that it is unhealthy. It is sent away only for a predecessor
	 * that is better off.
	 */
	private void unwell(String reason) {
		if (this.asksOwnHealth || this.ending) {
			return;
		}
		this.asksOwnHealth = true;
		this.jobs.<@Nullable String>run("health", HEALTH_LIMIT, this.outside.application()::failure,
				(own) -> unwell(reason, own), (ex) -> unwell(reason, "its own health is unknown: " + ex));
	}

	private void unwell(String reason, @Nullable String own) {
		this.asksOwnHealth = false;
		if (!isReady()) {
			return;
		}
		if (own == null) {
			failed(reason);
		}
		else {
			logger.warn("{} stands by on: the successor is not well ({}), but neither is this process ({})",
					this.process, reason, own);
		}
	}

	/**
	 * Leave the service to the successor: at the end of the standby, or when this process
	 * has to end.
	 */
	private void commit(Peer peer) {
		if (this.step != Step.STANDBY) {
			return;
		}
		this.step = Step.COMMITTING;
		this.standby.cancel();
		cancelSilence();
		this.drainPoint.open((self) -> committed(peer, self));
	}

	private void committed(Peer peer, DrainingGeneration self) {
		if (this.step != Step.COMMITTING) {
			this.drainPoint.close();
			return;
		}
		this.step = Step.COMMITTED;
		List<DrainingGeneration> generations = new ArrayList<>(this.draining.generations());
		generations.add(self);
		if (!peer.send(new Committed(this.request.trigger(), this.request.at(), this.duration, generations))) {
			failGone();
		}
		else if (peer.knowsOwnership()) {
			this.silence = Patience.start(this.outside.inbox(), OWNED_PATIENCE, () -> notOwned(peer));
		}
		else {
			succeed(peer, null);
		}
	}

	/**
	 * A successor that hangs just now will find that it owns the service when it goes on.
	 * A process that must end cannot wait for that; one that need not accepts again, and
	 * tells it so.
	 */
	private void notOwned(Peer peer) {
		if (this.ending) {
			succeed(peer, null);
		}
		else {
			fail("the successor hangs: it did not take over the service for %s ms"
				.formatted(OWNED_PATIENCE.toMillis()));
		}
	}

	private void succeed(Peer peer, Message.@Nullable Owned owned) {
		end();
		this.request.outcome()
			.complete(new RestartOutcome.Succeeded(this.process.nextGeneration(), peer.pid(), this.duration));
		this.announcements.hear(new RestartEvent.Committed(this.process.nextGeneration(), peer.pid()));
		this.owner.replaced(this.request, peer, owned);
	}

	/**
	 * This process has to end. A successor that is ready gets the service at once.
	 * @param reason why
	 */
	void cutShort(String reason) {
		if (isOver()) {
			return;
		}
		boolean first = !this.ending;
		this.ending = true;
		if (!isReady()) {
			fail(reason);
		}
		else if (first && this.step == Step.STANDBY) {
			logger.info("{} stands by no longer: {}", this.process, reason);
			commit(Objects.requireNonNull(this.successor.peer()));
		}
	}

	/**
	 * An older generation serves, so neither this process nor its successor must.
	 */
	void giveUp(String reason) {
		if (!isOver()) {
			end();
			this.concluded = true;
			abandon(reason, EXIT_TIME);
			this.request.outcome().complete(new RestartOutcome.Failed(false, reason, taken(), List.of()));
		}
	}

	@Override
	public void gone(Peer peer) {
		if (!isOver()) {
			failGone();
		}
		else if (!this.successor.isLaunched()) {
			this.owner.successorGone();
		}
	}

	private void failGone() {
		boolean rolledBack = takeBack();
		this.successor.death((reason) -> {
			abandon(reason, Duration.ZERO);
			conclude(rolledBack, reason);
		});
	}

	/**
	 * The successor said so itself. One that was ready waits for the word that this
	 * process accepts again; one that was not is about to exit.
	 */
	private void failed(String cause) {
		if (isOver()) {
			return;
		}
		String reason = "the successor failed: " + cause;
		if (takeBack()) {
			abandon(reason, this.settings.failedDrainTimeout());
			conclude(true, reason);
		}
		else {
			this.successor.death((exit) -> {
				abandon(reason, EXIT_TIME);
				conclude(false, reason);
			});
		}
	}

	/**
	 * Give up.
	 */
	void fail(String reason) {
		if (!isOver()) {
			boolean rolledBack = takeBack();
			abandon(reason, Duration.ZERO);
			conclude(rolledBack, reason);
		}
	}

	/**
	 * Something went wrong that nobody thought of, perhaps while this restart came to its
	 * end: whoever asked for it gets an answer all the same.
	 */
	void failUnexpectedly(String reason) {
		if (isOver()) {
			conclude(this.wasReady, reason, List.of());
		}
		else {
			fail(reason);
		}
	}

	/**
	 * Accept again before anything else is done. A process that must end leaves that to
	 * its end: it accepts what waits then.
	 * @return whether the successor had been ready
	 */
	private boolean takeBack() {
		boolean rolledBack = isReady();
		end();
		if (this.ending && rolledBack) {
			this.service.own();
			this.service.reclaim();
		}
		else {
			this.service.takeBack();
		}
		this.process.enter(ProcessState.SERVING);
		this.drainPoint.close();
		return rolledBack;
	}

	/**
	 * End the successor. It removes what names it when it hears of that, so what it and
	 * this process share names this process first.
	 */
	private void abandon(String reason, Duration ownTime) {
		closePoint();
		Duration grace = this.wasReady ? this.settings.failedDrainTimeout() : EXIT_TIME;
		this.service.whenReclaimed(() -> this.successor.end(reason, ownTime, grace, this::ended));
	}

	/**
	 * One that came by itself may stand still just now, and name itself in the files when
	 * it goes on, before it hears that it was sent away.
	 */
	private void ended() {
		Peer peer = this.successor.peer();
		if (peer != null && !this.successor.isLaunched() && this.outside.processes().isAlive(peer.pid())) {
			this.outside.inbox().after(LOOK_INTERVAL, this::ended);
		}
		else {
			this.owner.successorGone();
		}
	}

	private void conclude(boolean rolledBack, String reason) {
		this.service.whenReclaimed(() -> this.successor.lastLines((lines) -> conclude(rolledBack, reason, lines)));
	}

	private void conclude(boolean rolledBack, String reason, List<String> lines) {
		if (this.concluded) {
			return;
		}
		this.concluded = true;
		Duration taken = taken();
		logger.error("{} {}{}: {}", this.process, rolledBack ? "accepts again" : "could not be restarted",
				this.ending ? "" : " and serves as before", reason);
		this.announcements.hear(rolledBack ? new RestartEvent.RolledBack(reason) : new RestartEvent.Failed(reason));
		this.owner.failed(this.request, rolledBack, reason, taken);
		this.request.outcome().complete(new RestartOutcome.Failed(rolledBack, reason, taken, lines));
	}

	/**
	 * Return how long it has taken, whatever became of the clock on the wall.
	 */
	private Duration taken() {
		return Duration.ofNanos(this.outside.inbox().nanoTime() - this.begun);
	}

	/**
	 * Return whether the successor accepts, and this process does not.
	 */
	private boolean isReady() {
		return this.step == Step.STANDBY || this.step == Step.COMMITTING || this.step == Step.COMMITTED;
	}

	private boolean isOver() {
		return this.step == Step.OVER;
	}

	private void end() {
		this.step = Step.OVER;
		this.start.end();
		this.standby.cancel();
		cancelSilence();
	}

	private void cancelSilence() {
		if (this.silence != null) {
			this.silence.cancel();
			this.silence = null;
		}
	}

	private void closePoint() {
		HandoffPoint opened = this.point;
		if (opened != null) {
			this.point = null;
			this.jobs.clearAway("handoff", OFFER_LIMIT, () -> {
				opened.close();
				return null;
			}, () -> {
			});
		}
	}

	private enum Step {

		ASKING, LAUNCHING, HANDING_OFF, STANDBY, COMMITTING, COMMITTED, OVER

	}

	/**
	 * Who goes on when the restart is over. Each restart ends in one of the first three.
	 */
	interface Owner {

		/**
		 * A successor is about to get the sockets.
		 */
		void handsOver(Peer successor);

		/**
		 * Nothing was begun.
		 */
		void refused(RestartRequest request, String reason);

		/**
		 * This process serves as before.
		 */
		void failed(RestartRequest request, boolean rolledBack, String reason, Duration duration);

		/**
		 * The successor owns the service.
		 * @param owned what it said, {@code null} if it has not said so
		 */
		void replaced(RestartRequest request, Peer successor, Message.@Nullable Owned owned);

		/**
		 * A successor that failed is gone, and all that it had started.
		 */
		void successorGone();

	}

}

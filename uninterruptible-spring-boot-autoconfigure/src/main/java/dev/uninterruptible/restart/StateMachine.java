package dev.uninterruptible.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.SuccessorProcess;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.restart.PastRestart.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what this process does: serve, restart, come back, drain and exit. What a
 * restart is made of is elsewhere: {@link Succession} in a successor, {@link Restart} in
 * a predecessor, {@link LaterGenerations} in one that drains. Used by the thread that
 * decides.
 */
final class StateMachine implements Succession.Owner, Restart.Owner, LaterGenerations.Owner, DrainingGenerations.Owner {

	private static final Logger logger = LoggerFactory.getLogger(StateMachine.class);

	private static final String TAKEOVER = "TAKEOVER";

	private static final Duration KEEP_INTERVAL = Duration.ofSeconds(30);

	private static final int STATUS_RESTARTED = 0;

	private static final int STATUS_FAILED = 1;

	private static final int STATUS_TERMINATED = 143;

	private static final String TERMINATED = "it was asked to terminate";

	private final OwnProcess process;

	private final Outside outside;

	private final Inbox inbox;

	private final Jobs jobs;

	private final RestartSettings settings;

	private final Service service;

	private final Announcements announcements;

	private final Remains remains;

	private final DrainingGenerations draining;

	private final LaterGenerations later;

	private final DrainPoint drainPoint;

	private final RestartHistory history;

	private final Succession succession;

	private final Exit exit;

	private final Set<SuccessorProcess> launched = ConcurrentHashMap.newKeySet();

	private final List<CompletableFuture<Void>> waitingForService = new ArrayList<>();

	private final List<CompletableFuture<Void>> waitingForClose = new ArrayList<>();

	private volatile boolean outOfService;

	private volatile boolean exiting;

	private boolean opening;

	private boolean preparing;

	private boolean steppedBack;

	private boolean leaving;

	private boolean terminating;

	private boolean closing;

	private boolean closed;

	private int exitStatus;

	private long servedBy;

	private @Nullable Restart restart;

	private @Nullable Drain drain;

	private @Nullable RestartRequest replacedBy;

	StateMachine(OwnProcess process, RestartSettings settings, Outside outside, @Nullable PidFile pidFile,
			@Nullable Predecessor predecessor) {
		this.process = process;
		this.settings = settings;
		this.outside = outside;
		this.inbox = outside.inbox();
		this.inbox.whenTaskFails(this::unexpected);
		this.jobs = new Jobs(this.inbox, outside.threads());
		this.service = new Service(
				this.inbox, outside.sockets(), new ServiceFiles(pidFile, new TakeoverPoint(outside.transport(),
						settings.takeover(), new Reception(this.inbox, this::takeOver))),
				this.jobs, predecessor == null);
		this.announcements = new Announcements(this.jobs, outside.application());
		this.remains = new Remains(outside, this.jobs);
		this.draining = new DrainingGenerations(process, outside, this.jobs, this.remains, this);
		this.later = new LaterGenerations(process, outside, this.jobs, this.draining, this.remains, this);
		this.drainPoint = new DrainPoint(process, outside, this.jobs, this.later);
		this.history = new RestartHistory(process.generation().number());
		this.succession = new Succession(process, outside, this.jobs, settings, this.service, this.announcements,
				this.draining, this.remains, this.history, this, predecessor);
		this.servedBy = (predecessor != null) ? predecessor.pid() : process.pid();
		this.exit = new Exit(process, outside, this.jobs, this.service, this.drainPoint, this.later, this.announcements,
				settings.exitTimeout());
	}

	/**
	 * Begin to listen to the predecessor. May be called by any thread.
	 */
	void start() {
		this.succession.listen();
		if (this.servedBy == this.process.pid()) {
			this.inbox.post(new LongStart(this.process, this.outside, this.jobs)::watch);
		}
	}

	/**
	 * Return whether this process ends because it was replaced or asked to terminate. May
	 * be called by any thread.
	 */
	boolean isExiting() {
		return this.exiting;
	}

	/**
	 * Return what there is to say of this process. May be called by any thread.
	 */
	ProcessStatus status() {
		Sockets sockets = this.outside.sockets();
		return new ProcessStatus(this.process.generation().number(), this.process.pid(), this.process.state(),
				this.outOfService, this.process.startTime(), sockets.status(), sockets.activeConnections(),
				sockets.totals(), this.succession.status(), this.succession.draining(), this.history.last(),
				this.history.statistics());
	}

	ProcessState state() {
		return this.process.state();
	}

	Service service() {
		return this.service;
	}

	/**
	 * This process ends at once: remove the pidfile if that names it, and kill what it
	 * has launched and would wait for. May be called by any thread.
	 */
	void endAtOnce() {
		this.launched.forEach(SuccessorProcess::kill);
		this.service.removePidFile();
	}

	/**
	 * The application finds itself broken.
	 */
	void applicationBroken(String reason) {
		this.succession.unwell(reason);
	}

	/**
	 * The application is ready.
	 * @param handled completes when this process accepts, or never will
	 */
	void serve(CompletableFuture<Void> handled) {
		this.waitingForService.add(handled);
		if (!this.process.is(ProcessState.STARTING) || this.closed) {
			served();
		}
		else if (!this.opening) {
			this.opening = true;
			this.succession.announce(this::prepare);
		}
	}

	private void prepare() {
		if (!mayServe()) {
			served();
		}
		else if (!this.preparing) {
			this.preparing = true;
			this.service.prepare(this.outside.processes()::isAlive, this::open, this::cannotServe);
		}
	}

	/**
	 * Return whether nothing has come between the start and the service.
	 */
	private boolean mayServe() {
		return this.process.is(ProcessState.STARTING) && !this.closed && !this.terminating;
	}

	private void open() {
		if (mayServe()) {
			this.service.open();
			this.process.enter(ProcessState.SERVING);
			logger.info("{} accepts connections on {}", this.process, this.service);
			this.succession.accepts();
			this.inbox.after(KEEP_INTERVAL, this::keepFiles);
		}
		else {
			this.service.leaveFiles();
		}
		served();
	}

	private void keepFiles() {
		if (this.process.is(ProcessState.SERVING) && this.service.isOwned() && this.restart == null) {
			this.service.keepFiles(this.outside.processes()::isAlive);
		}
		if (!this.exiting && !this.closed) {
			this.inbox.after(KEEP_INTERVAL, this::keepFiles);
		}
	}

	private void cannotServe(Throwable ex) {
		if (this.process.is(ProcessState.STARTING)) {
			logger.error("{} cannot serve: {}", this.process, Jobs.describe(ex));
			if (this.succession.standingBy() != null || this.succession.hasOlder()) {
				this.service.leave();
			}
			this.succession.cannotServe(Jobs.describe(ex));
			this.process.enter(ProcessState.DRAINING);
			exit(STATUS_FAILED);
		}
		served();
	}

	private void served() {
		this.waitingForService.forEach((handled) -> handled.complete(null));
		this.waitingForService.clear();
	}

	private void takeOver(Peer peer) {
		restart(RestartRequest.of(TAKEOVER, this.inbox.now()), peer);
	}

	void restart(RestartRequest request, @Nullable Peer takeover) {
		String refusal = refusal();
		if (refusal == null) {
			Restart restart = new Restart(this.process, this.outside, this.jobs, this.settings, this.service,
					this.announcements, this.drainPoint, this.draining, this.remains, this.launched, this, request,
					takeover);
			this.restart = restart;
			restart.begin();
			return;
		}
		refuse(request, refusal);
		if (takeover != null) {
			takeover.end(refusal);
		}
	}

	private @Nullable String refusal() {
		if (this.exiting || this.closing) {
			return "this process ends";
		}
		if (this.restart != null) {
			return "a restart is running already";
		}
		if (this.drain != null || this.leaving || this.terminating) {
			return "this process finishes its connections and exits";
		}
		if (!NativeAccess.isSupported()) {
			return "sockets cannot be handed over on " + System.getProperty("os.name");
		}
		if (this.process.is(ProcessState.STARTING)) {
			return "this process is still starting";
		}
		Optional<Long> later = this.later.starting();
		if (later.isPresent()) {
			return "a later generation, pid %s, may still serve".formatted(later.get());
		}
		Predecessor predecessor = this.succession.standingBy();
		return (predecessor != null)
				? "the predecessor, %s, has not yet left the service to this process".formatted(predecessor) : null;
	}

	void refuse(RestartRequest request, String reason) {
		logger.warn("{} refused the restart asked for by {}: {}", this.process, request.trigger(), reason);
		this.history.refused();
		request.refuse(reason);
	}

	/**
	 * Somebody told this process to end.
	 */
	void terminateRequested() {
		this.terminating = true;
		if (this.exiting) {
			logger.debug("{} exits already", this.process);
		}
		else if (this.closed) {
			this.exit.haltInTime(STATUS_TERMINATED);
		}
		else if (this.drain != null) {
			this.exitStatus = STATUS_TERMINATED;
			leaveToOthers();
		}
		else if (this.restart != null) {
			this.restart.cutShort("this process was asked to terminate");
		}
		else {
			terminateNow();
		}
	}

	private void terminateNow() {
		if (this.succession.standingBy() != null) {
			this.leaving = true;
			this.succession.leave(TERMINATED, (ours) -> {
				if (ours) {
					endService();
				}
				else {
					drainAway(STATUS_TERMINATED);
				}
			});
		}
		else if (this.process.is(ProcessState.STARTING) && this.succession.hasOlder()) {
			drainAway(STATUS_TERMINATED);
		}
		else {
			endService();
		}
	}

	/**
	 * The service ends with this process.
	 */
	private void endService() {
		this.leaving = false;
		this.outOfService = true;
		this.succession.tellLast();
		this.later.expireStarting("the service was asked to terminate");
		this.announcements.refuseTraffic();
		startLast(beginDrain(STATUS_TERMINATED, this.settings.lastDrainTimeout(), this::drained),
				this.service::leavePath);
	}

	/**
	 * Finish what this process has, unless an earlier one serves after all: then that has
	 * the service.
	 */
	private void startLast(Drain drain, Runnable closed) {
		this.succession.whenAnswered(() -> {
			if (this.service.isOwned()) {
				drain.startLast(closed);
			}
			else {
				drain.start();
				drain.closeSockets();
				closed.run();
			}
		});
	}

	/**
	 * Another process has the service, and this one does not come back. One that failed
	 * does not wait for its predecessor to end it, which may be gone by then.
	 */
	private void drainAway(int status) {
		this.leaving = false;
		this.service.leave();
		this.succession.tellLeaving(this.servedBy);
		Drain drain = beginDrain(status,
				(status == STATUS_FAILED) ? this.settings.failedDrainTimeout() : this.settings.drainTimeout(),
				this::drained);
		drain.start();
		drain.closeSockets();
	}

	private Drain beginDrain(int status) {
		return beginDrain(status, this.settings.drainTimeout(), this::drained);
	}

	private Drain beginDrain(int status, @Nullable Duration timeout, Runnable drained) {
		this.process.enter(ProcessState.DRAINING);
		this.exitStatus = status;
		Drain drain = new Drain(this.process, this.outside, this.jobs, this.service, this.drainPoint, timeout, drained);
		this.drain = drain;
		served();
		return drain;
	}

	/**
	 * This process stood still, and the earlier one has come back. The order to end was
	 * for this process, not for that one.
	 */
	@Override
	public void earlierServes(Generation earlier) {
		logger.warn("{} leaves the service to {}, which serves", this.process, earlier);
		this.servedBy = earlier.pid();
		this.steppedBack = true;
		this.service.leave();
		this.service.whenReclaimed(() -> this.succession.tellLeaving(this.servedBy));
	}

	@Override
	public boolean isServing() {
		return this.process.is(ProcessState.SERVING);
	}

	/**
	 * This process does not accept again, but those before it may have to.
	 */
	private void leaveToOthers() {
		if (!this.outOfService) {
			this.succession.tellLeaving(this.servedBy);
		}
		stayAway();
	}

	/**
	 * Whatever becomes of the later generations, this process does not accept again.
	 */
	private void stayAway() {
		this.later.deactivate();
		if (this.drain != null) {
			this.drain.closeSockets();
		}
	}

	/**
	 * As if this process had been asked to terminate.
	 */
	@Override
	public void endedByEarlier(String reason) {
		if (!this.exiting && !this.closed && !this.terminating) {
			logger.error("{} ends: {}", this.process, reason);
			terminateRequested();
		}
	}

	/**
	 * What names the process that serves named the earlier one in between.
	 */
	@Override
	public void leftByEarlier() {
		if (this.process.is(ProcessState.SERVING) && this.service.isOwned() && !this.exiting && !this.closed) {
			this.service.reclaim();
		}
	}

	private void drained() {
		exit(this.exitStatus);
	}

	private void exit(int status) {
		if (!this.exiting) {
			this.exiting = true;
			this.later.deactivate();
			if (!this.outOfService) {
				this.succession.tellLeaving(this.servedBy);
			}
			this.succession.whenAnswered(() -> {
				this.succession.close();
				this.exit.start(status, this.steppedBack ? this.servedBy : this.process.pid());
			});
			closed();
		}
	}

	/**
	 * The application context closes.
	 * @param done completes when nothing goes on any more
	 */
	void closeRequested(CompletableFuture<Void> done) {
		boolean again = this.closing;
		this.waitingForClose.add(done);
		this.closing = true;
		if (this.exiting || this.closed) {
			closed();
		}
		else if (again) {
			logger.debug("{} closes already", this.process);
		}
		else if (this.drain != null) {
			this.drain.end();
		}
		else if (this.restart != null) {
			this.restart.cutShort("the application context is closing");
		}
		else {
			closeNow();
		}
	}

	private void closeNow() {
		if (this.process.is(ProcessState.STARTING)) {
			closed();
		}
		else if (this.succession.standingBy() != null) {
			this.succession.leave("its application context is closing", (ours) -> {
				if (ours) {
					closeService();
				}
				else {
					this.service.leave();
					this.succession.tellLeaving(this.servedBy);
					closeTidily();
				}
			});
		}
		else {
			closeService();
		}
	}

	/**
	 * The service ends with the application context. What the context does not wait for
	 * is that connections are finished in time.
	 */
	private void closeService() {
		this.outOfService = true;
		this.succession.tellLast();
		this.later.expireStarting("the service has ended with its application context");
		startLast(beginDrain(STATUS_TERMINATED, this.settings.drainTimeout(), () -> {
		}), this::closeTidily);
	}

	private void closeTidily() {
		this.succession.close();
		this.exit.whenTidy(this::closed);
	}

	private void closed() {
		this.closed = true;
		served();
		this.waitingForClose.forEach((done) -> done.complete(null));
		this.waitingForClose.clear();
	}

	/**
	 * A task has failed in a way that nobody thought of. What this process does otherwise
	 * goes on.
	 */
	private void unexpected(Throwable ex) {
		logError(ex);
		String reason = "an unexpected error: " + ex;
		if (this.restart != null) {
			this.restart.failUnexpectedly(reason);
		}
		else if (this.opening && this.process.is(ProcessState.STARTING)) {
			cannotServe(ex);
		}
		else if (this.process.is(ProcessState.DRAINING) && this.drain == null) {
			exit(STATUS_FAILED);
		}
	}

	/**
	 * To write a stack trace needs more classes, and where those are missing that caused
	 * the error these may be missing too.
	 */
	private void logError(Throwable ex) {
		try {
			logger.error("{} met an unexpected error", this.process, ex);
		}
		catch (LinkageError missing) {
			logger.error("{} met an unexpected error: {}", this.process, ex.toString());
		}
	}

	@Override
	public String toString() {
		return this.process.toString();
	}

	@Override
	public void handsOver(Peer successor) {
		this.succession.tellSuccessor(successor.pid());
	}

	@Override
	public void refused(RestartRequest request, String reason) {
		refuse(request, reason);
		goOn();
	}

	@Override
	public void failed(RestartRequest request, boolean rolledBack, String reason, Duration duration) {
		this.history.failed(new PastRestart(request.trigger(), request.at(), duration,
				rolledBack ? Result.ROLLED_BACK : Result.FAILED, reason));
		goOn();
	}

	private void goOn() {
		this.restart = null;
		if (this.closing) {
			closeNow();
		}
		else if (this.terminating) {
			terminateNow();
		}
	}

	@Override
	public void replaced(RestartRequest request, Peer successor, Message.@Nullable Owned owned) {
		this.restart = null;
		this.replacedBy = request;
		this.servedBy = successor.pid();
		this.service.leave();
		this.service.leaveFiles();
		Drain drain = beginDrain(this.terminating ? STATUS_TERMINATED : STATUS_RESTARTED);
		drain.start();
		this.later.addSuccessor(successor);
		successor.send(this.service.progress());
		if (this.closing) {
			drain.end();
		}
		else if (owned != null && !this.terminating && this.service.sharesSockets(owned)) {
			drain.closeSocketsBesides(owned);
			this.succession.servesNoMore();
			this.later.activate();
		}
		else {
			drain.closeSockets();
			this.succession.tellLeaving(this.servedBy);
		}
	}

	/**
	 * It may have named itself in files up to its end.
	 */
	@Override
	public void successorGone() {
		if (this.process.is(ProcessState.SERVING) && this.restart == null && !this.closed) {
			this.service.reclaim();
		}
	}

	@Override
	public void sentAway(Predecessor predecessor, String reason) {
		if (this.exiting || this.closed) {
			return;
		}
		this.servedBy = predecessor.pid();
		logger.error("{} was sent away by its predecessor, {}: {}", this.process, predecessor, reason);
		this.announcements.hear(new RestartEvent.RolledBack(reason));
		Restart restart = this.restart;
		if (restart != null) {
			this.restart = null;
			restart.giveUp(reason);
		}
		if (this.drain == null) {
			drainAway(STATUS_FAILED);
		}
		else {
			leaveToOthers();
			this.later.end(reason);
		}
	}

	@Override
	public void goesOnAlone() {
		if (!this.process.is(ProcessState.DRAINING)) {
			this.service.own();
			if (this.process.is(ProcessState.SERVING)) {
				this.service.reclaim();
			}
			else if (this.opening) {
				prepare();
			}
		}
	}

	/**
	 * Where this process had left the service to it, the files may name this one still.
	 */
	@Override
	public void predecessorServesNoMore() {
		if (this.drain != null && !this.service.isOwned()) {
			this.service.leaveFiles();
		}
	}

	@Override
	public void left(boolean ours) {
		if (!ours) {
			this.announcements.hear(new RestartEvent.RolledBack("it was not well"));
			drainAway(STATUS_FAILED);
		}
	}

	@Override
	public void expired(String reason) {
		if (this.drain != null) {
			this.drain.cut(reason);
		}
	}

	/**
	 * This process had come back while a later one still started: the later one has the
	 * service.
	 */
	@Override
	public void laterServes(Peer peer) {
		if (this.process.is(ProcessState.SERVING) && this.restart == null && !this.exiting && !this.closed
				&& !this.leaving) {
			logger.info("{} stops accepting: a later generation (pid {}) serves", this.process, peer.pid());
			this.servedBy = peer.pid();
			this.steppedBack = true;
			this.service.leave();
			this.service.leaveFiles(() -> peer.send(new Message.Leaving(false, peer.pid())));
			beginDrain(STATUS_RESTARTED).start();
			this.succession.servesNoMore();
			this.later.activate();
			this.later.doubt(peer);
		}
	}

	@Override
	public void noLaterLeft() {
		if (this.process.is(ProcessState.SERVING)) {
			this.drainPoint.close();
		}
	}

	/**
	 * Whether it accepts again or was told to end: this process is the last to go. What
	 * names the process that serves may have named the one that ends in between.
	 */
	@Override
	public void leftToThis() {
		if (this.drain != null) {
			this.service.own();
		}
		else {
			leftByEarlier();
		}
	}

	@Override
	public void serviceEnds() {
		if (this.drain != null) {
			this.succession.tellLast();
			stayAway();
		}
	}

	/**
	 * Nobody serves any more: accept again.
	 */
	@Override
	public void leftAlone() {
		if (this.drain == null || this.exiting) {
			return;
		}
		this.drain.cancel();
		this.drain = null;
		this.later.deactivate();
		this.outside.sockets().undrain();
		this.service.takeBack();
		this.process.enter(ProcessState.SERVING);
		this.succession.tellServing();
		this.later.awaitTheLast();
		String reason = "the process that served, pid %s, is gone".formatted(this.servedBy);
		logger.error("{} accepts again: {}", this.process, reason);
		logger.info("{} accepts connections on {}", this.process, this.service);
		RestartRequest request = this.replacedBy;
		if (request != null) {
			Instant now = this.inbox.now();
			this.history.failed(new PastRestart(request.trigger(), request.at(), Duration.between(request.at(), now),
					Result.ROLLED_BACK, reason));
		}
		this.announcements.hear(new RestartEvent.RolledBack(reason));
	}

}

package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.ProcessLauncher;
import dev.uninterruptible.launch.ShellLauncher;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.restart.Event.ApplicationBroken;
import dev.uninterruptible.restart.Event.ApplicationReady;
import dev.uninterruptible.restart.Event.CloseRequested;
import dev.uninterruptible.restart.Event.Drained;
import dev.uninterruptible.restart.Event.ExpiryRequested;
import dev.uninterruptible.restart.Event.PredecessorGone;
import dev.uninterruptible.restart.Event.PredecessorSaid;
import dev.uninterruptible.restart.Event.ProbationGoesOn;
import dev.uninterruptible.restart.Event.RestartRequested;
import dev.uninterruptible.restart.Event.SuccessorEnded;
import dev.uninterruptible.restart.Event.SuccessorGreeted;
import dev.uninterruptible.restart.Event.TerminateRequested;
import dev.uninterruptible.restart.PastRestart.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the state machine of this process. One thread makes all decisions, in the order in
 * which it is told what happened; everybody else sends it an {@link Event} and may wait
 * for the answer.
 */
public final class RestartCoordinator implements RestartSignals.Target {

	private static final Logger logger = LoggerFactory.getLogger(RestartCoordinator.class);

	private static final String TAKEOVER = "TAKEOVER";

	private static final int STATUS_RESTARTED = 0;

	private static final int STATUS_FAILED = 1;

	private static final int STATUS_TERMINATED = 143;

	private static final Duration PIDFILE_REMOVAL = Duration.ofMillis(500);

	/**
	 * How long a successor that gave up while it started may take to exit by itself.
	 */
	private static final Duration EXIT_TIME = Duration.ofSeconds(5);

	/**
	 * How long a successor that gave up after it had become ready may take to finish its
	 * connections, where no drain timeout says so.
	 */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(30);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final int generation;

	private final long pid = ProcessHandle.current().pid();

	private final Instant startTime = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

	private final RestartSettings settings;

	private final Service service;

	private final ProcessLauncher launcher;

	private final @Nullable Predecessor predecessor;

	private final Application application;

	private final Probation probation;

	private final DrainPoint drainPoint = new DrainPoint(this::tell);

	private final DrainingGenerations draining = new DrainingGenerations();

	private final RestartHistory history;

	private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();

	private final AtomicBoolean terminating = new AtomicBoolean();

	private final Thread owner = Thread.ofPlatform().daemon().name("uninterruptible-restart").unstarted(this::run);

	private volatile ProcessState state = ProcessState.STARTING;

	private volatile boolean outOfService;

	private volatile boolean exiting;

	private volatile boolean ended;

	private @Nullable Thread cleanup;

	/**
	 * Create a coordinator.
	 * @param settings how restarts go
	 * @param listeners what is handed over
	 * @param launcher launches the successor
	 * @param pidFile the pidfile, {@code null} for none
	 * @param handoff the connection to the predecessor, {@code null} if there was none
	 * @param application what runs in this process
	 */
	public RestartCoordinator(RestartSettings settings, ListenerRegistry listeners, ShellLauncher launcher,
			@Nullable PidFile pidFile, @Nullable HandoffClient handoff, Application application) {
		this(settings, listeners, (ProcessLauncher) launcher, pidFile, handoff, application);
	}

	RestartCoordinator(RestartSettings settings, ListenerRegistry listeners, ProcessLauncher launcher,
			@Nullable PidFile pidFile, @Nullable HandoffClient handoff, Application application) {
		this.settings = settings;
		this.service = new Service(listeners, pidFile, new TakeoverPoint(settings.handoffPath(), this::tell));
		this.launcher = launcher;
		this.predecessor = (handoff != null) ? new Predecessor(handoff) : null;
		this.generation = (handoff != null) ? handoff.predecessorGeneration() + 1 : 1;
		this.history = new RestartHistory(this.generation);
		this.application = application;
		this.probation = new Probation(application, this::tell);
	}

	/**
	 * Start to listen to the predecessor and to requests. Nothing is accepted yet.
	 */
	public void start() {
		if (this.predecessor != null) {
			logger.info("{} took over {} listeners from {}", this, this.predecessor.listeners(), this.predecessor);
			this.predecessor.listen(this::tell);
		}
		this.owner.start();
	}

	/**
	 * Tell that the application is ready to serve: accept connections and say so. Returns
	 * when that is done. May be called more than once.
	 */
	public void applicationReady() {
		CompletableFuture<Void> handled = new CompletableFuture<>();
		tell(new ApplicationReady(handled));
		handled.join();
	}

	/**
	 * Tell that the application finds itself broken. A successor whose predecessor still
	 * stands by leaves the service to it; otherwise nothing happens.
	 * @param reason what is wrong
	 */
	public void applicationBroken(String reason) {
		tell(new ApplicationBroken(reason));
	}

	/**
	 * Ask for a restart.
	 * @param trigger what asks, for the log
	 * @return completes with the outcome, never exceptionally
	 */
	public CompletableFuture<RestartOutcome> requestRestart(String trigger) {
		CompletableFuture<RestartOutcome> outcome = new CompletableFuture<>();
		tell(new RestartRequested(trigger, Instant.now(), outcome));
		return outcome;
	}

	@Override
	public void restart(String trigger) {
		CompletableFuture<RestartOutcome> unused = requestRestart(trigger);
	}

	/**
	 * Drain and exit with status 143. A second call ends the process at once with status
	 * 1.
	 */
	@Override
	public void terminate() {
		if (this.terminating.compareAndSet(false, true)) {
			tell(new TerminateRequested());
			return;
		}
		join(Thread.ofPlatform().daemon().start(this.service::deletePidFile), PIDFILE_REMOVAL);
		this.application.halt(STATUS_FAILED);
	}

	/**
	 * Give up what is going on, say, a restart, because the application context closes. A
	 * successor that closes it while it starts is left to tell its predecessor why.
	 * Returns when that is done. The listeners stay open.
	 */
	public void close() {
		if (!this.exiting) {
			tell(new CloseRequested());
			join(this.owner, CLOSE_TIMEOUT);
		}
		this.service.disappear();
	}

	private static void join(Thread thread, Duration timeout) {
		try {
			boolean unused = thread.join(timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return whether this process ends because it was replaced or asked to terminate.
	 * @return {@code true} once nothing is left to serve
	 */
	public boolean isExiting() {
		return this.exiting;
	}

	/**
	 * Return what there is to say of this process.
	 * @return the status at this moment
	 */
	public ProcessStatus status() {
		return new ProcessStatus(this.generation, this.pid, this.state, this.outOfService, this.startTime,
				this.service.status(), this.service.activeConnections(), this.service.totals(),
				(this.predecessor != null) ? this.predecessor.status() : null, this.draining.status(),
				this.history.last(), this.history.statistics());
	}

	/**
	 * Return how many connections of one listener are open, also while this process
	 * finishes them.
	 * @param listener the name of the listener
	 * @return the number of connections
	 */
	public int activeConnections(String listener) {
		return this.service.activeConnections(listener);
	}

	private void tell(Event event) {
		this.inbox.add(event);
		if (this.ended) {
			refuseLate();
		}
	}

	private void run() {
		try {
			boolean goesOn = true;
			while (goesOn) {
				goesOn = handleSafely(this.inbox.take());
			}
		}
		catch (InterruptedException ex) {
			logger.error("{} can no longer be restarted: its thread was interrupted", this);
		}
		finally {
			this.ended = true;
			refuseLate();
		}
	}

	/**
	 * Whatever goes wrong, the next request finds an owner that listens.
	 */
	private boolean handleSafely(Event event) throws InterruptedException {
		try {
			return handle(event);
		}
		catch (RuntimeException | Error ex) {
			logError("failed to handle " + event, ex);
			return true;
		}
	}

	/**
	 * To write a stack trace needs more classes, and where those are missing that caused
	 * the error these may be missing too.
	 */
	private void logError(String failure, Throwable ex) {
		try {
			logger.error("{} {}", this, failure, ex);
		}
		catch (LinkageError missing) {
			logger.error("{} {}: {}", this, failure, ex.toString());
		}
	}

	private void refuseLate() {
		Event late = this.inbox.poll();
		while (late != null) {
			switch (late) {
				case RestartRequested request -> refuse(request, "this process ends");
				case ApplicationReady ready -> ready.handled().complete(null);
				case Event other -> logger.debug("Too late to matter: {}", other);
			}
			late = this.inbox.poll();
		}
	}

	/**
	 * Handle an event.
	 * @return whether this process goes on
	 */
	private boolean handle(Event event) throws InterruptedException {
		return switch (event) {
			case ApplicationReady ready -> {
				boolean goesOn = serve();
				ready.handled().complete(null);
				yield goesOn;
			}
			case RestartRequested request -> restart(request, null);
			case SuccessorGreeted greeted -> takeOver(greeted.session());
			case PredecessorSaid said when this.predecessor != null
					&& said.message() instanceof Message.Refused refused ->
				sentAway(this.predecessor, refused);
			case TerminateRequested terminate -> {
				this.outOfService = this.predecessor == null || !this.predecessor.standsBy();
				leaveToPredecessor("it was asked to terminate");
				yield drainAndExit(STATUS_TERMINATED);
			}
			case ApplicationBroken broken -> applicationBroken(broken);
			case CloseRequested close -> {
				if (this.state != ProcessState.STARTING) {
					leaveToPredecessor("its application context is closing");
				}
				yield false;
			}
			case Event other -> {
				follow(other);
				yield true;
			}
		};
	}

	/**
	 * Follow what happens whatever this process is doing.
	 */
	private void follow(Event event) {
		switch (event) {
			case PredecessorSaid said when this.predecessor != null ->
				predecessorSaid(this.predecessor, said.message());
			case PredecessorGone gone when this.predecessor != null -> predecessorGone(this.predecessor);
			case SuccessorGreeted late -> late.session().end("this process finishes its connections and exits");
			case ProbationGoesOn alive when this.predecessor != null -> this.predecessor.tellAlive();
			case SuccessorEnded ended when this.state == ProcessState.SERVING -> this.service.resume();
			case ApplicationReady again -> again.handled().complete(null);
			case Event other -> logger.debug("Too late to matter: {}", other);
		}
	}

	private boolean serve() {
		if (this.state != ProcessState.STARTING) {
			return true;
		}
		if (this.predecessor != null) {
			hear(new RestartProgress.HandedOff(this.predecessor.pid(), this.predecessor.generation()));
		}
		try {
			this.service.open();
		}
		catch (IOException ex) {
			logger.error("{} cannot serve: {}", this, ex.getMessage());
			if (this.predecessor != null) {
				this.service.leave();
				this.predecessor.tellFailed(String.valueOf(ex.getMessage()));
			}
			return exit(STATUS_FAILED);
		}
		this.state = ProcessState.SERVING;
		logger.info("{} accepts connections on {}", this, this.service);
		if (this.predecessor != null) {
			this.predecessor.tellReady();
			this.draining.watch(this.predecessor.draining());
		}
		return true;
	}

	private boolean applicationBroken(ApplicationBroken broken) throws InterruptedException {
		if (this.predecessor == null || !this.predecessor.standsBy()) {
			logger.debug("{} goes on although its application says: {}", this, broken.reason());
			return true;
		}
		leaveToPredecessor(broken.reason());
		hear(new RestartProgress.RolledBack(broken.reason()));
		return drainAndExit(STATUS_FAILED);
	}

	private void leaveToPredecessor(String reason) {
		if (this.predecessor != null && this.predecessor.standsBy()) {
			logger.error("{} leaves the service to its predecessor, {}: {}", this, this.predecessor, reason);
			this.probation.end();
			this.service.leave();
			this.predecessor.tellFailed(reason);
		}
	}

	private void predecessorSaid(Predecessor predecessor, Message message) {
		switch (message) {
			case Message.Yielded yielded -> {
				predecessor.yielded();
				this.probation.start(yielded.standby());
			}
			case Message.Committed committed -> {
				predecessor.committed();
				this.probation.end();
				this.service.own();
				this.draining.watch(committed.draining());
				this.draining.expireBeyond(this.settings.maxDraining());
				this.history.succeeded(committed, predecessor.connectedAt());
				hear(new RestartProgress.Committed(predecessor.pid(), predecessor.generation()));
			}
			case Message other -> logger.debug("Nothing to do about {}", other);
		}
	}

	private void predecessorGone(Predecessor predecessor) {
		if (predecessor.standsBy()) {
			logger.warn("{} goes on alone: its predecessor, {}, is gone before the restart was over", this,
					predecessor);
		}
		else if (predecessor.drains()) {
			logger.info("{} hears that {} has exited", this, predecessor);
		}
		HandoffServer.cleanAfter(predecessor.pid());
		predecessor.gone();
		this.history.predecessorGone();
		this.probation.end();
		if (this.state != ProcessState.DRAINING) {
			this.service.own();
		}
	}

	/**
	 * The predecessor serves, or accepts again: this process must not.
	 */
	private boolean sentAway(Predecessor predecessor, Message.Refused refused) throws InterruptedException {
		logger.error("{} was sent away by its predecessor, {}: {}", this, predecessor, refused.reason());
		predecessor.accepts();
		hear(new RestartProgress.RolledBack(refused.reason()));
		this.probation.end();
		return drainAndExit(STATUS_FAILED);
	}

	private boolean takeOver(HandoffSession session) throws InterruptedException {
		return restart(new RestartRequested(TAKEOVER, Instant.now(), new CompletableFuture<>()), session);
	}

	private boolean restart(RestartRequested request, @Nullable HandoffSession session) throws InterruptedException {
		String refusal = refusal();
		if (refusal != null) {
			refuse(request, refusal);
			if (session != null) {
				session.end(refusal);
			}
			return true;
		}
		logger.info("{} was asked by {} to restart", this, request.trigger());
		hear(new RestartProgress.Requested(request.trigger()));
		RestartAttempt attempt = new RestartAttempt(this::nextEvent, this::tell, session);
		try {
			handOver(attempt, Deadline.after(this.settings.readyTimeout()));
			commit(attempt, request);
		}
		catch (RestartFailedException ex) {
			resume(attempt, request, ex);
			return true;
		}
		catch (RuntimeException | Error ex) {
			resume(attempt, request, new RestartFailedException("an unexpected error: " + ex, ex));
			return true;
		}
		this.service.disown();
		return drainAndExit(STATUS_RESTARTED);
	}

	private @Nullable String refusal() {
		if (!NativeAccess.isSupported()) {
			return "sockets cannot be handed over on " + System.getProperty("os.name");
		}
		if (this.state == ProcessState.STARTING) {
			return "this process is still starting";
		}
		if (this.predecessor != null && this.predecessor.standsBy()) {
			return "the predecessor, %s, has not yet left the service to this process".formatted(this.predecessor);
		}
		String veto = this.application.veto();
		return (veto != null) ? "the application wants none now: " + veto : null;
	}

	private void refuse(RestartRequested request, String reason) {
		logger.warn("{} refused the restart asked for by {}: {}", this, request.trigger(), reason);
		this.history.refused();
		request.outcome().complete(new RestartOutcome.Refused(reason));
	}

	private void handOver(RestartAttempt attempt, Deadline deadline)
			throws RestartFailedException, InterruptedException {
		if (!attempt.isTakeover()) {
			this.state = ProcessState.LAUNCHING;
			logger.info("{} launches generation {}: {}", this, this.generation + 1, this.launcher);
			attempt.launch(this.launcher, deadline);
		}
		this.state = ProcessState.HANDING_OFF;
		logger.info("{} hands over {} to generation {} (pid {})", this, this.service, this.generation + 1,
				attempt.successorPid());
		attempt.handOff(this.generation, this.service.listeners().listeners(), this.draining.generations(), deadline);
	}

	private void commit(RestartAttempt attempt, RestartRequested request)
			throws RestartFailedException, InterruptedException {
		this.service.pause();
		this.state = ProcessState.STANDBY;
		Duration duration = Duration.between(request.at(), Instant.now());
		logger.info("{} has stopped accepting: generation {} (pid {}) was ready after {} ms", this, this.generation + 1,
				attempt.successorPid(), duration.toMillis());
		attempt.send(new Message.Yielded(this.settings.standby()));
		hear(new RestartProgress.HandedOff(attempt.successorPid(), this.generation + 1));
		standBy(attempt);
		List<DrainingGeneration> draining = new ArrayList<>(this.draining.generations());
		draining.addAll(this.drainPoint.open(this.generation, this.service.progress()));
		attempt.send(new Message.Committed(request.trigger(), request.at(), duration, draining));
		hear(new RestartProgress.Committed(attempt.successorPid(), this.generation + 1));
		request.outcome().complete(new RestartOutcome.Succeeded(attempt.successorPid(), this.generation + 1, duration));
	}

	/**
	 * A process that has to end stands by no longer: its successor was ready.
	 */
	private void standBy(RestartAttempt attempt) throws RestartFailedException, InterruptedException {
		try {
			attempt.standBy(this.settings.standby());
		}
		catch (AttemptCutShortException ex) {
			logger.info("{} stands by no longer: {}", this, ex.reason());
		}
	}

	private void resume(RestartAttempt attempt, RestartRequested request, RestartFailedException failure)
			throws InterruptedException {
		boolean rolledBack = this.state == ProcessState.STANDBY;
		this.service.resume();
		this.drainPoint.close();
		this.state = ProcessState.SERVING;
		String reason = attempt.reason(failure);
		List<String> lines = attempt.lastLines(failure, rolledBack);
		this.cleanup = attempt.abandon(reason,
				(failure instanceof SuccessorFailedException) ? ownTime(rolledBack) : Duration.ZERO);
		Duration duration = Duration.between(request.at(), Instant.now());
		logger.error("{} {} and serves as before: {}", this, rolledBack ? "accepts again" : "could not be restarted",
				reason);
		this.history.failed(new PastRestart(request.trigger(), request.at(), duration,
				rolledBack ? Result.ROLLED_BACK : Result.FAILED, reason));
		hear(rolledBack ? new RestartProgress.RolledBack(reason) : new RestartProgress.Failed(reason));
		request.outcome().complete(new RestartOutcome.Failed(rolledBack, reason, duration, lines));
	}

	/**
	 * Return how long a successor that said that it failed may take to exit by itself.
	 */
	private Duration ownTime(boolean hasConnections) {
		Duration timeout = this.settings.drainTimeout();
		if (!hasConnections) {
			return EXIT_TIME;
		}
		return (timeout != null) ? timeout : DRAIN_TIME;
	}

	private void hear(RestartProgress progress) {
		try {
			this.application.hear(progress);
		}
		catch (RuntimeException | Error ex) {
			logger.error("The application failed to hear of {}", progress, ex);
		}
	}

	/**
	 * Wait, during a restart, for the next event.
	 */
	private @Nullable Event nextEvent(Deadline deadline) throws AttemptCutShortException, InterruptedException {
		Event event = this.inbox.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		switch (event) {
			case null -> {
				return null;
			}
			case RestartRequested request -> refuse(request, "a restart is running already");
			case TerminateRequested terminate -> {
				tell(terminate);
				throw new AttemptCutShortException("this process was asked to terminate");
			}
			case CloseRequested close -> {
				tell(close);
				throw new AttemptCutShortException("the application context is closing");
			}
			case PredecessorSaid said -> follow(said);
			case PredecessorGone gone -> follow(gone);
			case ApplicationReady again -> follow(again);
			case Event other -> {
			}
		}
		return event;
	}

	/**
	 * Finish the connections there are, then end the process. Nothing is accepted any
	 * more: the successor does, or nobody.
	 * @return {@code false}: this process does not go on
	 */
	private boolean drainAndExit(int status) throws InterruptedException {
		this.state = ProcessState.DRAINING;
		try {
			Drain drain = new Drain(this, this.service, this.drainPoint, this.settings.drainTimeout());
			if (this.outOfService) {
				refuseTraffic();
			}
			drain.start(this::tell);
			return exit(finish(drain) ? STATUS_TERMINATED : status);
		}
		catch (RuntimeException | Error ex) {
			logError("failed to finish its connections", ex);
			return exit(STATUS_FAILED);
		}
	}

	private void refuseTraffic() {
		try {
			this.application.refuseTraffic();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The application failed to hear that {} accepts no more", this, ex);
		}
	}

	/**
	 * Wait for the last connection, or for the time to be over.
	 * @return whether this process was asked to terminate meanwhile
	 */
	private boolean finish(Drain drain) throws InterruptedException {
		boolean terminated = false;
		while (!drain.isOver()) {
			switch (this.inbox.poll(drain.nextLook().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
				case null -> drain.look();
				case Drained drained -> drain.end();
				case ExpiryRequested expiry -> drain.cut(expiry.reason());
				case TerminateRequested terminate -> terminated = true;
				case CloseRequested close -> drain.end();
				case RestartRequested request -> refuse(request, "this process finishes its connections and exits");
				case Event other -> follow(other);
			}
		}
		return terminated;
	}

	/**
	 * End the process.
	 * @return {@code false}: this process does not go on
	 */
	private boolean exit(int status) {
		this.exiting = true;
		this.service.disappear();
		this.drainPoint.close();
		if (this.cleanup != null) {
			join(this.cleanup, CLOSE_TIMEOUT);
		}
		logger.info("{} exits with status {}", this, status);
		this.application.exit(status);
		return false;
	}

	@Override
	public String toString() {
		return "Generation %d (pid %d)".formatted(this.generation, this.pid);
	}

}

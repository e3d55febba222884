package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.launch.ProcessLauncher;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Restarts this process. Its methods may be called from any thread: they tell the thread
 * that decides, which does all else by itself.
 */
public final class RestartCoordinator implements RestartSignals.Target {

	private static final int STATUS_TERMINATED = 143;

	private static final int STATUS_FAILED = 1;

	private static final Duration LAST_WORK = Duration.ofMillis(500);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

	private final Inbox inbox;

	private final Sockets sockets;

	private final Application application;

	private final StateMachine process;

	private final Duration exitTimeout;

	private final AtomicBoolean terminating = new AtomicBoolean();

	/**
	 * Create a coordinator.
	 * @param settings how restarts go
	 * @param listeners what is handed over
	 * @param launcher launches the successor
	 * @param pidFile the pidfile, {@code null} for none
	 * @param handoff the connection to the predecessor, {@code null} if there was none
	 * @param application what runs in this process
	 */
	public RestartCoordinator(RestartSettings settings, ListenerRegistry listeners, ProcessLauncher launcher,
			@Nullable PidFile pidFile, @Nullable HandoffClient handoff, Application application) {
		this(OwnProcess.ofGeneration((handoff != null) ? handoff.offer().generation().number() + 1 : 1), settings,
				new Outside(new OwnerThread(), Threads.OF_THE_JVM, new HandoffSockets(), new SystemProcesses(),
						launcher, new RegisteredSockets(listeners), application),
				pidFile, (handoff != null) ? new Predecessor(handoff, handoff.offer(), handoff.connectedAt()) : null);
	}

	RestartCoordinator(OwnProcess process, RestartSettings settings, Outside outside, @Nullable PidFile pidFile,
			@Nullable Predecessor predecessor) {
		this.inbox = outside.inbox();
		this.sockets = outside.sockets();
		this.application = outside.application();
		this.exitTimeout = settings.exitTimeout();
		this.process = new StateMachine(process, settings, outside, pidFile, predecessor);
	}

	/**
	 * Start to listen to the predecessor. Nothing is accepted yet.
	 */
	public void start() {
		this.process.start();
	}

	/**
	 * Tell that the application is ready to serve: accept connections and say so. Returns
	 * when that is done, or will never be. May be called more than once.
	 */
	public void applicationReady() {
		tellApplicationReady().join();
	}

	/**
	 * Tell that the application is ready, and do not wait.
	 * @return completes when this process accepts, or never will
	 */
	CompletableFuture<Void> tellApplicationReady() {
		CompletableFuture<Void> handled = new CompletableFuture<>();
		if (!this.inbox.post(() -> this.process.serve(handled))) {
			handled.complete(null);
		}
		return handled;
	}

	/**
	 * Tell that the application finds itself broken. A successor whose predecessor still
	 * stands by tells it; otherwise nothing happens.
	 * @param reason what is wrong
	 */
	public void applicationBroken(String reason) {
		this.inbox.post(() -> this.process.applicationBroken(reason));
	}

	/**
	 * Ask for a restart.
	 * @param trigger what asks, for the log
	 * @return completes with the outcome, never exceptionally
	 */
	public CompletableFuture<RestartOutcome> requestRestart(String trigger) {
		RestartRequest request = RestartRequest.of(trigger, this.inbox.now());
		if (!this.inbox.post(() -> this.process.restart(request, null))) {
			this.process.refuse(request, "this process ends");
		}
		return request.outcome();
	}

	@Override
	public void restart(String trigger) {
		CompletableFuture<RestartOutcome> unused = requestRestart(trigger);
	}

	/**
	 * Drain and exit with status 143; at once, if the thread that decides stands still
	 * for the exit timeout. A second call ends the process at once with status 1.
	 */
	@Override
	public void terminate() {
		if (this.terminating.compareAndSet(false, true)) {
			this.inbox.post(this.process::terminateRequested);
			Watchdog.start(this.inbox, this.exitTimeout, () -> endAtOnce(STATUS_TERMINATED));
		}
		else {
			endAtOnce(STATUS_FAILED);
		}
	}

	private void endAtOnce(int status) {
		try {
			Thread last = Thread.ofPlatform().daemon().start(this.process::endAtOnce);
			boolean unused = last.join(LAST_WORK);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.application.halt(status);
		}
	}

	/**
	 * Give up what is going on, say, a restart, because the application context closes. A
	 * successor that closes it while it starts is left to tell its predecessor why.
	 * Returns when that is done: unless another process has the service, what waits is
	 * accepted, the listeners are closed, and the connections that there are get the time
	 * of the drain.
	 * @param forGood whether this process goes on without this application: the thread
	 * that decides ends then, and must not be told of signals any more
	 */
	public void close(boolean forGood) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		if (!isExiting() && this.inbox.post(() -> this.process.closeRequested(done))) {
			done.completeOnTimeout(null, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		if (!isExiting()) {
			this.process.service().disappear();
			if (forGood) {
				this.inbox.close();
			}
		}
	}

	/**
	 * Return whether this process ends because it was replaced or asked to terminate.
	 * @return {@code true} once nothing is left to serve
	 */
	public boolean isExiting() {
		return this.process.isExiting();
	}

	/**
	 * Return what there is to say of this process.
	 * @return the status at this moment
	 */
	public ProcessStatus status() {
		return this.process.status();
	}

	/**
	 * Return how many connections of one listener are open, also while this process
	 * finishes them.
	 * @param listener the name of the listener
	 * @return the number of connections
	 */
	public int activeConnections(String listener) {
		return this.sockets.activeConnections(listener);
	}

	@Override
	public String toString() {
		return this.process.toString();
	}

}

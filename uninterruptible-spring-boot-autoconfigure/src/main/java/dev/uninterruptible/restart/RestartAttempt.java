package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.ProcessLauncher;
import dev.uninterruptible.launch.SuccessorProcess;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.restart.Event.SuccessorEnded;
import dev.uninterruptible.restart.Event.SuccessorExited;
import dev.uninterruptible.restart.Event.SuccessorGone;
import dev.uninterruptible.restart.Event.SuccessorGreeted;
import dev.uninterruptible.restart.Event.SuccessorSaid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to replace this process, step by step. Used by the thread that owns the
 * state machine.
 */
final class RestartAttempt {

	private static final Logger logger = LoggerFactory.getLogger(RestartAttempt.class);

	/**
	 * How long a successor may be silent, at least, before it is taken for hung: a JVM
	 * that has just started pauses at times.
	 */
	private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(2);

	/**
	 * How long a successor may take after a TERM to finish the few connections that it
	 * may have accepted while it was given up, and to exit.
	 */
	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration EXIT_AFTER_EOF = Duration.ofSeconds(1);

	private static final int STATUS_NOT_EXECUTABLE = 126;

	private static final int STATUS_NOT_FOUND = 127;

	private final EventSource events;

	private final Consumer<Event> inbox;

	private @Nullable SuccessorProcess process;

	private CompletableFuture<Integer> exit = new CompletableFuture<>();

	private @Nullable HandoffSession session;

	/**
	 * Create an attempt.
	 * @param events where it learns what happened
	 * @param inbox where it sends what its own threads hear
	 * @param session the session with a successor that came by itself, {@code null} if
	 * one has to be launched
	 */
	RestartAttempt(EventSource events, Consumer<Event> inbox, @Nullable HandoffSession session) {
		this.events = events;
		this.inbox = inbox;
		this.session = session;
	}

	/**
	 * Launch the successor and wait until it has introduced itself.
	 * @param launcher launches it
	 * @param deadline by when it must be ready
	 */
	void launch(ProcessLauncher launcher, Deadline deadline) throws RestartFailedException, InterruptedException {
		try (HandoffServer server = HandoffServer.open(new SuccessorEvents(this.inbox, this))) {
			SuccessorProcess launched = launcher.launch(server.address());
			this.process = launched;
			this.exit = launched.exit().thenApply((status) -> {
				this.inbox.accept(new SuccessorExited(launched, status));
				return status;
			});
			while (this.session == null) {
				awaitStep(deadline);
			}
		}
		catch (IOException ex) {
			throw new RestartFailedException("the successor could not be launched: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Hand over the listeners and wait until the successor is ready.
	 */
	void handOff(int generation, List<Listener> listeners, List<DrainingGeneration> draining, Deadline deadline)
			throws RestartFailedException, InterruptedException {
		try {
			session().offer(generation, listeners, draining);
		}
		catch (IOException ex) {
			throw new RestartFailedException("the listeners could not be handed over: " + ex.getMessage(), ex);
		}
		while (!(awaitStep(deadline) instanceof Message.Ready)) {
			// Whatever else it says does not make it ready
		}
	}

	/**
	 * Wait for as long as the predecessor stands by.
	 * @throws AttemptCutShortException if this process has to end meanwhile
	 */
	void standBy(Duration standby) throws RestartFailedException, InterruptedException {
		Duration patience = patience(standby);
		Deadline over = Deadline.after(standby);
		Deadline silence = Deadline.after(patience);
		while (!over.hasPassed()) {
			Event event = this.events.next(earlier(over, silence));
			if (event != null && follow(event) != null) {
				silence = Deadline.after(patience);
			}
			if (silence.hasPassed()) {
				throw new RestartFailedException(
						"the successor hangs: nothing was heard of it for %d ms".formatted(patience.toMillis()));
			}
		}
	}

	private static Duration patience(Duration standby) {
		Duration half = standby.dividedBy(2);
		return (half.compareTo(SHORTEST_PATIENCE) > 0) ? half : SHORTEST_PATIENCE;
	}

	private static Deadline earlier(Deadline one, Deadline other) {
		return (one.remaining().compareTo(other.remaining()) < 0) ? one : other;
	}

	void send(Message message) throws RestartFailedException {
		try {
			session().send(message);
		}
		catch (IOException ex) {
			throw new RestartFailedException("the successor is gone: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Give up: end the successor and all that it started.
	 * @param reason why
	 * @param patience how long it may take to exit by itself
	 * @return the thread that sees to it
	 */
	Thread abandon(String reason, Duration patience) {
		HandoffSession session = this.session;
		SuccessorProcess process = this.process;
		return Thread.ofPlatform().daemon().name("uninterruptible-cleanup").start(() -> {
			if (session != null) {
				session.end(reason);
			}
			if (process != null) {
				process.end(patience, GRACE);
			}
			if (session != null) {
				HandoffServer.cleanAfter(session.pid());
			}
			this.inbox.accept(new SuccessorEnded());
		});
	}

	long successorPid() {
		return session().pid();
	}

	boolean isTakeover() {
		return this.session != null && this.process == null;
	}

	private @Nullable Message awaitStep(Deadline deadline) throws RestartFailedException, InterruptedException {
		Event event = this.events.next(deadline);
		if (event == null) {
			throw new RestartFailedException((this.session != null) ? "the successor was not ready in time"
					: "the successor did not introduce itself in time");
		}
		return follow(event);
	}

	/**
	 * Follow what happened to the successor.
	 * @return what it said, {@code null} if nothing
	 */
	private @Nullable Message follow(Event event) throws RestartFailedException, InterruptedException {
		switch (event) {
			case SuccessorGreeted greeted when this.equals(greeted.attempt()) -> this.session = greeted.session();
			case SuccessorGreeted other -> {
				logger.warn("Process {} came to take over and was sent away: a restart is running already",
						other.session().pid());
				other.session().end("a restart is running already");
			}
			case SuccessorSaid said when said.session().equals(this.session) -> {
				if (said.message() instanceof Message.Failed failed) {
					throw new SuccessorFailedException(failed.reason());
				}
				return said.message();
			}
			case SuccessorGone gone when gone.session().equals(this.session) -> throw new SuccessorGoneException();
			case SuccessorExited exited when exited.process().equals(this.process) && this.session == null ->
				throw new RestartFailedException(exit(exited.status()) + " before it introduced itself");
			case Event other -> {
			}
		}
		return null;
	}

	/**
	 * Tell why the attempt failed. Waits a moment for the exit status of a successor that
	 * is gone.
	 */
	String reason(RestartFailedException failure) throws InterruptedException {
		return (failure instanceof SuccessorGoneException) ? death() : failure.reason();
	}

	/**
	 * Return the successor's last lines. One that said that it failed to start is given a
	 * moment to write them.
	 */
	List<String> lastLines(RestartFailedException failure, boolean wasReady) throws InterruptedException {
		if (failure instanceof SuccessorFailedException && !wasReady) {
			death();
		}
		return (this.process != null) ? this.process.lastLines() : List.of();
	}

	private String death() throws InterruptedException {
		if (this.process == null) {
			return "the successor closed its connection";
		}
		try {
			return exit(this.exit.get(EXIT_AFTER_EOF.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (TimeoutException | ExecutionException ex) {
			return "the successor closed its connection";
		}
	}

	private static String exit(int status) {
		return switch (status) {
			case STATUS_NOT_FOUND -> "the start command was not found (exit status 127)";
			case STATUS_NOT_EXECUTABLE -> "the start command is not executable (exit status 126)";
			default -> "the successor exited with status " + status;
		};
	}

	private HandoffSession session() {
		return Objects.requireNonNull(this.session, "No successor has introduced itself");
	}

	/**
	 * Where the attempt learns what happened.
	 */
	@FunctionalInterface
	interface EventSource {

		/**
		 * Wait for the next event.
		 * @param deadline by when
		 * @return the event, {@code null} if the deadline passed
		 * @throws AttemptCutShortException if this process has to end
		 */
		@Nullable Event next(Deadline deadline) throws AttemptCutShortException, InterruptedException;

	}

}

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

import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message;
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
 * One attempt to replace this process, step by step. All methods are called by the thread
 * that owns the state machine, except those of the listener, which pass on events to it.
 */
final class RestartAttempt implements HandoffListener {

	private static final Logger logger = LoggerFactory.getLogger(RestartAttempt.class);

	private static final Duration EXIT_AFTER_EOF = Duration.ofSeconds(1);

	private static final int STATUS_NOT_EXECUTABLE = 126;

	private static final int STATUS_NOT_FOUND = 127;

	private final EventSource events;

	private final Consumer<Event> inbox;

	private @Nullable SuccessorProcess process;

	private CompletableFuture<Integer> exit = new CompletableFuture<>();

	private @Nullable HandoffSession session;

	RestartAttempt(EventSource events, Consumer<Event> inbox) {
		this.events = events;
		this.inbox = inbox;
	}

	@Override
	public void greeted(HandoffSession session) {
		this.inbox.accept(new SuccessorGreeted(this, session));
	}

	@Override
	public void received(HandoffSession session, Message message) {
		this.inbox.accept(new SuccessorSaid(session, message));
	}

	@Override
	public void gone(HandoffSession session) {
		this.inbox.accept(new SuccessorGone(session));
	}

	/**
	 * Launch the successor and wait until it has introduced itself.
	 * @param launcher launches it
	 * @param deadline by when it must be ready
	 */
	void launch(ProcessLauncher launcher, Deadline deadline) throws RestartFailedException, InterruptedException {
		try (HandoffServer server = HandoffServer.open(this)) {
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
	void handOff(int generation, List<Listener> listeners, Deadline deadline)
			throws RestartFailedException, InterruptedException {
		try {
			session().offer(generation, listeners);
		}
		catch (IOException ex) {
			throw new RestartFailedException("the listeners could not be handed over: " + ex.getMessage(), ex);
		}
		while (!(awaitStep(deadline) instanceof Message.Ready)) {
			// Whatever else it says does not make it ready
		}
	}

	/**
	 * Wait for as long as the predecessor stands by. A predecessor that has to end
	 * meanwhile stands by no longer: its successor was ready.
	 */
	void standBy(Duration standby) throws RestartFailedException, InterruptedException {
		Deadline deadline = Deadline.after(standby);
		try {
			while (!deadline.hasPassed()) {
				Event event = this.events.next(deadline);
				if (event != null) {
					follow(event);
				}
			}
		}
		catch (AttemptCutShortException ex) {
			logger.info("The predecessor stands by no longer: {}", ex.getMessage());
		}
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
	 * @param grace how long it may take to finish the connections that it had accepted,
	 * and to exit
	 * @return the thread that sees to it
	 */
	Thread abandon(Duration grace) {
		HandoffSession session = this.session;
		SuccessorProcess process = this.process;
		return Thread.ofPlatform().daemon().name("uninterruptible-cleanup").start(() -> {
			if (session != null) {
				session.end();
			}
			if (process != null) {
				process.end(grace);
			}
			this.inbox.accept(new SuccessorEnded());
		});
	}

	long successorPid() {
		return session().pid();
	}

	List<String> lastLines() {
		return (this.process != null) ? this.process.lastLines() : List.of();
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
			case SuccessorGreeted greeted when greeted.attempt().equals(this) -> this.session = greeted.session();
			case SuccessorGreeted other -> other.session().end();
			case SuccessorSaid said when said.session().equals(this.session) -> {
				if (said.message() instanceof Message.Failed failed) {
					throw new RestartFailedException("the successor failed: " + failed.reason());
				}
				return said.message();
			}
			case SuccessorGone gone when gone.session().equals(this.session) ->
				throw new RestartFailedException(death());
			case SuccessorExited exited when exited.process().equals(this.process) && this.session == null ->
				throw new RestartFailedException(exit(exited.status()) + " before it introduced itself");
			case Event other -> {
			}
		}
		return null;
	}

	private String death() throws InterruptedException {
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

package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.uninterruptible.launch.SuccessorProcess;
import org.jspecify.annotations.Nullable;

/**
 * The successor, as its predecessor knows it: the process that it launched, unless the
 * successor came by itself, and the connection once there is one. Used by the thread that
 * decides.
 */
final class Successor {

	private static final Duration EXIT_AFTER_EOF = Duration.ofSeconds(1);

	private static final Duration LOG_LIMIT = Duration.ofSeconds(2);

	/**
	 * What the end of a process takes beside the times that it is given.
	 */
	private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

	private static final int STATUS_NOT_EXECUTABLE = 126;

	private static final int STATUS_NOT_FOUND = 127;

	private static final String CLOSED = "the successor closed its connection";

	private final Outside outside;

	private final Jobs jobs;

	private final Remains remains;

	private final Set<SuccessorProcess> launched;

	private @Nullable SuccessorProcess process;

	private @Nullable Peer peer;

	private @Nullable Integer exitStatus;

	private @Nullable Runnable whenExited;

	/**
	 * Create a successor.
	 * @param launched those that this process has launched and must not leave behind
	 * @param peer the connection, if it came by itself
	 */
	Successor(Outside outside, Jobs jobs, Remains remains, Set<SuccessorProcess> launched, @Nullable Peer peer) {
		this.outside = outside;
		this.jobs = jobs;
		this.remains = remains;
		this.launched = launched;
		this.peer = peer;
	}

	/**
	 * It was launched.
	 * @param exited told when its process exits
	 */
	void launched(SuccessorProcess process, Runnable exited) {
		this.process = process;
		this.launched.add(process);
		CompletableFuture<Integer> unused = process.exit()
			.whenComplete((status, ex) -> this.outside.inbox().post(() -> {
				this.exitStatus = status;
				Runnable waiting = this.whenExited;
				if (waiting != null) {
					this.whenExited = null;
					waiting.run();
				}
				exited.run();
			}));
	}

	void connected(Peer peer) {
		this.peer = peer;
		observe();
	}

	/**
	 * Note what it has started by now.
	 */
	void observe() {
		SuccessorProcess launched = this.process;
		if (launched != null) {
			launched.observe();
		}
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	boolean isLaunched() {
		return this.process != null;
	}

	/**
	 * It accepts, and goes on when this process ends.
	 */
	void becomesReady() {
		observe();
		forget(this.process);
	}

	private void forget(@Nullable SuccessorProcess process) {
		if (process != null) {
			this.launched.remove(process);
		}
	}

	/**
	 * Find out why it is gone. Waits a moment for its exit status.
	 */
	void death(Consumer<String> reason) {
		if (this.process == null || this.exitStatus != null) {
			reason.accept(exit());
			return;
		}
		Inbox.Timer timer = this.outside.inbox().after(EXIT_AFTER_EOF, () -> {
			this.whenExited = null;
			reason.accept(exit());
		});
		this.whenExited = () -> {
			timer.cancel();
			reason.accept(exit());
		};
	}

	/**
	 * Tell how its process ended.
	 */
	String exit() {
		return switch (this.exitStatus) {
			case null -> CLOSED;
			case STATUS_NOT_FOUND -> "the start command was not found (exit status 127)";
			case STATUS_NOT_EXECUTABLE -> "the start command is not executable (exit status 126)";
			case Integer status -> "the successor exited with status " + status;
		};
	}

	/**
	 * Read what it logged last.
	 */
	void lastLines(Consumer<List<String>> lines) {
		SuccessorProcess launched = this.process;
		if (launched == null) {
			lines.accept(List.of());
			return;
		}
		this.jobs.run("log", LOG_LIMIT, launched::lastLines, lines, (ex) -> lines.accept(List.of()));
	}

	/**
	 * Send it away, and end its process and all that this started. Goes on trying.
	 * @param reason why, for a person to read
	 * @param patience how long it may take to exit by itself
	 * @param grace how long it may take after a TERM
	 * @param ended what is done when it is gone
	 */
	void end(String reason, Duration patience, Duration grace, Runnable ended) {
		Peer connected = this.peer;
		if (connected != null) {
			connected.end(reason);
		}
		SuccessorProcess launched = this.process;
		if (launched != null) {
			this.launched.add(launched);
		}
		this.jobs.clearAway("cleanup", patience.plus(grace).plus(KILL_LIMIT), () -> {
			if (launched != null) {
				launched.end(patience, grace);
			}
			return null;
		}, () -> {
			if (connected != null) {
				this.remains.clearAwayAfter(connected.pid());
			}
			forget(launched);
			ended.run();
		});
	}

}

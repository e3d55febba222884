package dev.uninterruptible.restart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold in a simulation: always within a bound, and exactly when all is quiet.
 */
final class Invariants {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/**
	 * How long nobody may accept although somebody could.
	 */
	private static final long NOBODY = 20 * SECOND;

	/**
	 * How long two processes may both accept.
	 */
	private static final long BOTH = 15 * SECOND;

	/**
	 * How long a request may wait for its answer: for the veto, the events, the start,
	 * the standby and the files.
	 */
	private static final long ANSWER = 150 * SECOND;

	/**
	 * How long a process may take to end that was told to, once its connections have
	 * ended or their time is over.
	 */
	private static final long END = 150 * SECOND;

	/**
	 * How long connections may last that nobody cuts.
	 */
	private static final long CONNECTIONS = 300 * SECOND;

	private final SimWorld world;

	private final Path handoffPath;

	/**
	 * How long more processes may drain than {@code max-draining} allows.
	 */
	private static final long TOO_MANY = 60 * SECOND;

	/**
	 * How long a process that drains may be found at the handoff path.
	 */
	private static final long LEAVING = 20 * SECOND;

	private final Map<SimProcess, Long> drainingSince = new HashMap<>();

	private long nobodySince = -1;

	private long tooManySince = -1;

	private long bothSince = -1;

	Invariants(SimWorld world, Path handoffPath) {
		this.world = world;
		this.handoffPath = handoffPath;
	}

	/**
	 * Check what must always hold.
	 */
	void check() {
		List<SimProcess> processes = this.world.processes();
		boolean frozen = false;
		boolean possible = false;
		int accepting = 0;
		int serving = 0;
		int draining = 0;
		int most = Integer.MAX_VALUE;
		SimProcess server = processes.stream().filter(Invariants::serves).findFirst().orElse(null);
		for (SimProcess process : processes) {
			if (process.isAlive()) {
				frozen |= wasFrozen(process);
				possible |= couldAccept(process);
				accepting += process.accepts() ? 1 : 0;
				serving += serves(process) ? 1 : 0;
				draining += (process.isReplaced() && server != null && process.isOfSameServer(server)) ? 1 : 0;
				most = process.settings().maxDraining();
				checkAnswers(process);
				checkEnd(process);
				checkFiles(process);
			}
		}
		this.nobodySince = since(this.nobodySince, possible && accepting == 0);
		if (isOver(this.nobodySince, NOBODY)) {
			this.world.violate("nobody accepts, although somebody could");
		}
		this.tooManySince = since(this.tooManySince, draining > most && serving == 1 && !frozen);
		if (isOver(this.tooManySince, TOO_MANY)) {
			this.world.violate("%s processes drain, and %s may".formatted(draining, most));
		}
		this.bothSince = since(this.bothSince, serving > 1 && !frozen);
		if (isOver(this.bothSince, BOTH)) {
			this.world.violate("two processes serve");
		}
	}

	private boolean wasFrozen(SimProcess process) {
		return process.isFrozen() || this.world.now() - process.lastFrozen() < SECOND;
	}

	private static boolean serves(SimProcess process) {
		return process.accepts() && process.state() == ProcessState.SERVING;
	}

	private long since(long since, boolean holds) {
		if (!holds) {
			return -1;
		}
		return (since >= 0) ? since : this.world.now();
	}

	private boolean isOver(long since, long bound) {
		return since >= 0 && this.world.now() - since > bound;
	}

	/**
	 * Return whether a process has the sockets, and nobody told it to end. One that has
	 * finished its connections and exits, or that never becomes ready, is no help.
	 */
	private boolean couldAccept(SimProcess process) {
		return process.holdsSockets() && !wasFrozen(process) && !process.wasToldToEnd() && !process.hasFinished()
				&& process.isReady() && !waitsForHung(process);
	}

	/**
	 * Return whether a process cannot tell whether a later one serves which hangs: it had
	 * no files when it was to be watched, or somebody has removed them.
	 */
	private boolean waitsForHung(SimProcess process) {
		return process.state() == ProcessState.DRAINING && process.openPoints().stream().noneMatch(SimPoint::isThere)
				&& this.world.living()
					.stream()
					.anyMatch((other) -> (other.isHung() || wasFrozen(other)) && other.holdsSockets());
	}

	private void checkAnswers(SimProcess process) {
		for (RestartRequest request : process.requests()) {
			long age = Duration.between(request.at(), process.now()).toNanos();
			if (age > ANSWER && !request.outcome().isDone() && !recentlyFrozen(process)) {
				this.world.violate("a request of %s has no answer".formatted(process));
			}
		}
	}

	private void checkEnd(SimProcess process) {
		long bound = (process.settings().drainTimeout() != null) ? END : END + CONNECTIONS;
		if (process.toldToEndAt() > 0 && this.world.now() - process.toldToEndAt() > bound && !recentlyFrozen(process)) {
			this.world.violate("%s was told to end, and lives".formatted(process));
		}
	}

	/**
	 * One that drains for long, and had the time to leave the files, must not be taken
	 * for the one that serves.
	 */
	private void checkFiles(SimProcess process) {
		long since = since(this.drainingSince.getOrDefault(process, -1L), process.state() == ProcessState.DRAINING
				&& !process.hasNoThreads() && this.world.living().stream().noneMatch(this::recentlyFrozen));
		this.drainingSince.put(process, since);
		if (isOver(since, LEAVING)
				&& process.openPoints().stream().anyMatch((point) -> point.address().isTakeover() && point.isThere())) {
			this.world.violate("%s drains, and waits at the handoff path".formatted(process));
		}
	}

	private boolean recentlyFrozen(SimProcess process) {
		return this.world.now() - process.lastFrozen() < 60 * SECOND;
	}

	/**
	 * Check that each restart that was begun has succeeded.
	 */
	void checkAllSucceeded() {
		for (SimProcess process : this.world.processes()) {
			for (RestartRequest request : process.requests()) {
				if (request.outcome().getNow(null) instanceof RestartOutcome.Failed failed) {
					this.world.violate("%s could not be restarted: %s".formatted(process, failed.reason()));
				}
			}
		}
	}

	/**
	 * Check what must hold when all is quiet.
	 */
	void checkPeace() {
		List<SimProcess> living = this.world.living().stream().filter((process) -> !process.isHung()).toList();
		List<SimProcess> serving = living.stream().filter(SimProcess::accepts).toList();
		if (serving.size() > 1) {
			this.world.violate("two processes serve in peace: " + serving);
		}
		for (SimProcess process : living) {
			if (!serving.contains(process)) {
				this.world.violate("%s is left over in state %s".formatted(process, process.state()));
			}
		}
		for (SimProcess process : serving) {
			checkServing(process);
		}
		if (living.size() == 1 && serving.size() == 1) {
			checkNothingIsLeftOfTheDead(serving.getFirst());
		}
		if (this.world.living().isEmpty()) {
			checkNothingIsLeft();
		}
	}

	/**
	 * Whoever was killed has left a socket behind, which those clear away who knew it.
	 * Who speaks an older protocol knows less, and a server that was started anew knows
	 * nothing.
	 */
	private void checkNothingIsLeftOfTheDead(SimProcess serving) {
		if (this.world.hasBrokenConnection()
				|| this.world.processes().stream().anyMatch((process) -> process.revision() == 1)) {
			return;
		}
		for (SimPoint point : this.world.points().values()) {
			if (!point.process().isAlive() && !point.address().isTakeover()
					&& serving.isOfSameServer(point.process())) {
				this.world.violate("%s serves, and %s of %s, which is gone, is left".formatted(serving, point.address(),
						point.process()));
			}
		}
	}

	/**
	 * A process that was told to end takes a successor for dead to which the connection
	 * is broken, and removes the file. A real connection does not break.
	 */
	private void checkServing(SimProcess process) {
		if (process.state() != ProcessState.SERVING) {
			this.world.violate("%s accepts in state %s".formatted(process, process.state()));
		}
		String pid = this.world.files().pid();
		if (!Long.toString(process.pid()).equals(pid)) {
			this.world.violate("%s serves, and the pidfile names %s".formatted(process, pid));
		}
		if (!this.world.hasSocketFile() && !this.world.hasBrokenConnection()) {
			this.world.violate("%s serves, and the socket has no file".formatted(process));
		}
		if (process.stuckJobs() > 0) {
			this.world.violate("%s has %s jobs that do not end".formatted(process, process.stuckJobs()));
		}
		boolean awaitsHung = this.world.living().stream().anyMatch(SimProcess::isHung);
		for (SimPoint point : process.openPoints()) {
			if (!point.address().path().equals(this.handoffPath) && !awaitsHung) {
				this.world.violate("%s waits at %s for nobody".formatted(process, point.address()));
			}
		}
		if (process.awaitsTakeovers()
				&& !process.openPoints().stream().anyMatch((point) -> point.address().isTakeover())) {
			this.world.violate("%s serves, and the handoff path is not its own".formatted(process));
		}
	}

	/**
	 * Where all were told to end, what names them is gone. A process that is killed
	 * leaves it behind, and two that lost their connection may each take the other for
	 * the one that removes the file.
	 */
	private void checkNothingIsLeft() {
		boolean killed = this.world.processes()
			.stream()
			.anyMatch((process) -> process.wasKilled() || process.revision() == 1);
		if (!killed && this.world.files().pid() != null) {
			this.world.violate("nobody is left but the pidfile, which names " + this.world.files().pid());
		}
		if (!killed && this.world.hasSocketFile() && !this.world.hasBrokenConnection()) {
			this.world.violate("nobody is left but the file of the socket");
		}
	}

}

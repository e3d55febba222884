package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Owned;
import dev.uninterruptible.listener.ConnectionTotals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process does for its clients, and <em>who owns the service</em>: the first
 * process; a successor from COMMITTED on, or when it goes on alone; a predecessor until
 * its successor has heard COMMITTED, and again when it comes back. The owner is whose
 * sockets' files are to remove. Used by the thread that decides.
 */
final class Service {

	private static final Logger logger = LoggerFactory.getLogger(Service.class);

	private static final Duration FILES_LIMIT = Duration.ofSeconds(20);

	/**
	 * Who waits for the files waits no longer: a successor must not go on accepting
	 * because this process has no thread.
	 */
	private static final Duration RECLAIM_PATIENCE = Duration.ofSeconds(2);

	private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

	private final Sockets sockets;

	private final ServiceFiles files;

	private final Jobs jobs;

	private final Inbox inbox;

	private final boolean first;

	private final List<Runnable> whenReclaimed = new ArrayList<>();

	private boolean reclaiming;

	private boolean accepting;

	private boolean keeping = true;

	private volatile boolean owned;

	/**
	 * Create the service of a process.
	 * @param owned whether it had no predecessor
	 */
	Service(Inbox inbox, Sockets sockets, ServiceFiles files, Jobs jobs, boolean owned) {
		this.inbox = inbox;
		this.sockets = sockets;
		this.files = files;
		this.jobs = jobs;
		this.first = owned;
		this.owned = owned;
	}

	Sockets sockets() {
		return this.sockets;
	}

	boolean isOwned() {
		return this.owned;
	}

	/**
	 * Let the pidfile and the handoff path name this process, before it accepts for the
	 * first time.
	 * @param isAlive tells whether a process lives
	 * @param done what is done then
	 * @param failed told if that is not possible: then this process must not serve
	 */
	void prepare(LongPredicate isAlive, Runnable done, Consumer<Throwable> failed) {
		this.files.want(true);
		this.jobs.run("files", FILES_LIMIT, () -> this.first ? takeFiles(isAlive) : takeFiles(), (result) -> done.run(),
				failed);
	}

	private boolean takeFiles(LongPredicate isAlive) throws Exception {
		this.files.takeFirst(!this.sockets.offered().isEmpty(), isAlive);
		return true;
	}

	private boolean takeFiles() throws Exception {
		this.files.take();
		return true;
	}

	/**
	 * Accept for the first time.
	 */
	void open() {
		this.sockets.closeUnclaimed();
		this.accepting = true;
		this.sockets.resume();
	}

	/**
	 * Leave accepting to the successor, which may still fail.
	 */
	void pause() {
		this.accepting = false;
		this.sockets.pause();
	}

	/**
	 * Accept, and be the owner, whatever a successor did meanwhile.
	 */
	void takeBack() {
		this.accepting = true;
		accept();
		own();
		reclaim();
	}

	/**
	 * Nothing that goes wrong here may keep this process from accepting again.
	 */
	private void accept() {
		if (this.accepting) {
			try {
				this.sockets.resume();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Cannot accept, and try again each second", ex);
				this.inbox.after(BEFORE_NEXT_TRY, this::accept);
			}
		}
	}

	/**
	 * Let the pidfile and the handoff path name this process again. Goes on trying; what
	 * waits for it must not be cut by the exit of this process.
	 */
	void reclaim() {
		this.files.want(true);
		this.reclaiming = true;
		this.jobs.runToTheEnd("files", FILES_LIMIT, this::takeFiles, (result) -> reclaimed(), (ex) -> {
			logger.debug("The files could not be taken back at once: {}", Jobs.describe(ex));
			reclaimed();
			this.inbox.after(BEFORE_NEXT_TRY, this::insist);
		}, (late) -> {
		});
	}

	private void insist() {
		this.jobs.insist("files", FILES_LIMIT, () -> this.owned && this.accepting, () -> {
			this.files.take();
			return null;
		}, () -> {
		});
	}

	private void reclaimed() {
		this.reclaiming = false;
		List<Runnable> waiting = List.copyOf(this.whenReclaimed);
		this.whenReclaimed.clear();
		waiting.forEach(Runnable::run);
	}

	/**
	 * Do something when the files name this process again, or cannot, or after a moment
	 * in which that could not be found out.
	 */
	void whenReclaimed(Runnable then) {
		if (!this.reclaiming) {
			then.run();
			return;
		}
		AtomicBoolean done = new AtomicBoolean();
		Runnable once = () -> {
			if (done.compareAndSet(false, true)) {
				then.run();
			}
		};
		this.whenReclaimed.add(once);
		this.inbox.after(RECLAIM_PATIENCE, once);
	}

	/**
	 * See to it that the pidfile and the handoff path go on naming the process that
	 * serves, which is this one, whoever has removed them: a cleaner of directories, or a
	 * process that took itself for a successor, and has left.
	 * @param isAlive tells whether a process lives
	 */
	void keepFiles(LongPredicate isAlive) {
		this.jobs.run("files", FILES_LIMIT, () -> this.files.keep(isAlive), (kept) -> {
			this.keeping = true;
			kept.forEach((file) -> logger.warn("Nobody was named any more by {}: it names this process again", file));
		}, (ex) -> {
			if (this.keeping) {
				logger.warn("{}: it is tried again", Jobs.describe(ex));
			}
			this.keeping = false;
		});
	}

	/**
	 * Nobody else has the service any more.
	 */
	void own() {
		this.owned = true;
		this.sockets.own();
	}

	/**
	 * Accept no more: another process has the service. What still names this one is left
	 * until the other has replaced it, or this one ends. A process that never had it
	 * keeps the files of what it has bound itself, and removes them.
	 */
	void leave() {
		pause();
		if (this.owned) {
			this.owned = false;
			this.sockets.disown();
		}
		this.files.want(false);
	}

	/**
	 * Let the pidfile and the handoff path name this process no more.
	 */
	void leaveFiles() {
		leaveFiles(() -> {
		});
	}

	void leaveFiles(Runnable then) {
		this.files.want(false);
		this.jobs.insist("files", FILES_LIMIT, () -> true, () -> {
			this.files.leave();
			return null;
		}, then);
	}

	/**
	 * Wait at the handoff path no longer: the service ends.
	 */
	void leavePath() {
		this.files.want(false);
		this.jobs.insist("files", FILES_LIMIT, () -> true, () -> {
			this.files.leavePath();
			return null;
		}, () -> {
		});
	}

	/**
	 * Remove what names this process. Blocks.
	 */
	void disappear() {
		this.files.leaveForGood();
	}

	/**
	 * Remove the pidfile if it names this process, which ends at once. Blocks.
	 */
	void removePidFile() {
		this.files.removePidFile();
	}

	/**
	 * Return whether a successor listens on any of the sockets of this process, which
	 * could accept from no other in its place.
	 */
	boolean sharesSockets(Owned taken) {
		return this.sockets.offered().stream().map(OfferedListener::address).anyMatch(taken::isAt);
	}

	/**
	 * Return what those are told who watch this process finish its connections.
	 */
	Draining progress() {
		return new Draining(this.sockets.activeConnections(), totals());
	}

	ConnectionTotals totals() {
		return this.sockets.totals();
	}

	List<ListenerStatus> status() {
		return this.sockets.status();
	}

	@Override
	public String toString() {
		return this.sockets.toString();
	}

}

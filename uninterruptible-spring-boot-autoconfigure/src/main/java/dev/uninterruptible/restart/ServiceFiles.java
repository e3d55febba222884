package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that name the process which serves: the pidfile and the handoff path. Its
 * methods may block, and are called by jobs, one at a time.
 */
final class ServiceFiles {

	private static final Logger logger = LoggerFactory.getLogger(ServiceFiles.class);

	private final @Nullable PidFile pidFile;

	private final TakeoverPoint takeover;

	private volatile boolean wanted;

	private volatile boolean left;

	ServiceFiles(@Nullable PidFile pidFile, TakeoverPoint takeover) {
		this.pidFile = pidFile;
		this.takeover = takeover;
	}

	/**
	 * Say whether they are to name this process, before a job is begun that sees to it: a
	 * job that was late then does nothing.
	 */
	void want(boolean wanted) {
		this.wanted = wanted;
	}

	/**
	 * Let them name this process.
	 * @throws IOException if one of them cannot be written
	 */
	synchronized void take() throws IOException {
		if (mayTake()) {
			this.takeover.open();
		}
		if (mayTake() && this.pidFile != null) {
			this.pidFile.write();
		}
	}

	/**
	 * Let them name this process, which has no predecessor. What names another one that
	 * lives may be a server's, and stays if this one is none; a server writes it, since
	 * the pid of a process that was killed may be another's by now.
	 * @param listens whether this process listens anywhere
	 * @param isAlive tells whether a process lives
	 * @throws IOException if one of them cannot be written
	 */
	synchronized void takeFirst(boolean listens, LongPredicate isAlive) throws IOException {
		OptionalLong another = (mayTake() && this.pidFile != null) ? this.pidFile.another(isAlive)
				: OptionalLong.empty();
		if (another.isPresent() && !listens) {
			logger.warn(
					"The pidfile {} names process {}, which is alive, and goes on to, since this process listens nowhere: start a job with 'uninterruptible.restart.enabled=false'",
					this.pidFile, another.getAsLong());
			this.takeover.open();
			return;
		}
		another.ifPresent((pid) -> logger.warn(
				"The pidfile {} named process {}, which is alive, and names this one from now on: if that is a server too, give each of them its own 'uninterruptible.pidfile-path'",
				this.pidFile, pid));
		take();
	}

	/**
	 * Let those name this process again that name nobody: somebody has removed them, or
	 * they named a process that is gone. What names another one that lives stays.
	 * @param isAlive tells whether a process lives
	 * @return what names this process again
	 * @throws IOException if one of them cannot be written
	 */
	synchronized List<String> keep(LongPredicate isAlive) throws IOException {
		List<String> kept = new ArrayList<>();
		if (mayTake() && this.takeover.isAbandoned()) {
			this.takeover.open();
			kept.add("the handoff path " + this.takeover);
		}
		if (mayTake() && this.pidFile != null && this.pidFile.namesNobody(isAlive)) {
			this.pidFile.write();
			kept.add("the pidfile " + this.pidFile);
		}
		return kept;
	}

	private boolean mayTake() {
		return this.wanted && !this.left;
	}

	/**
	 * Wait at the handoff path no longer: the service ends, and who comes must find
	 * nobody. The pidfile names this process until it has ended.
	 */
	synchronized void leavePath() {
		this.takeover.close();
	}

	/**
	 * Let them name this process no more. What names another one by now stays.
	 */
	synchronized void leave() {
		if (!mayTake()) {
			this.takeover.close();
			removePidFile();
		}
	}

	/**
	 * Let them name this process no more, whatever is wanted later: it exits, and may
	 * still hear that it owns the service.
	 */
	void leaveForGood() {
		this.left = true;
		leave();
	}

	/**
	 * Remove the pidfile if it names this process, whatever another job does meanwhile.
	 */
	void removePidFile() {
		if (this.pidFile != null) {
			this.pidFile.delete();
		}
	}

}

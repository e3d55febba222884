package dev.uninterruptible.restart;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The files that name the process which serves: the pidfile and the handoff path. Its
 * methods may block, and are called by jobs, one at a time.
 */
final class ServiceFiles {

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

	private boolean mayTake() {
		return this.wanted && !this.left;
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

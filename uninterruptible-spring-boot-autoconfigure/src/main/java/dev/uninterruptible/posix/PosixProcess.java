package dev.uninterruptible.posix;

import jnr.constants.platform.Errno;
import jnr.constants.platform.Signal;

/**
 * A process of which only the pid is known.
 *
 * @param pid the process
 */
public record PosixProcess(long pid) {

	/**
	 * Return whether there is such a process, also one that has ended and was not waited
	 * for. Needs no descriptor, unlike {@link ProcessHandle}, which takes a process for
	 * dead that it cannot look at, see kill(2).
	 * @return {@code false} if there is none
	 */
	public boolean exists() {
		return Posix.CALLS.kill(this.pid, 0) == 0 || Posix.CALLS.errno() == Errno.EPERM.intValue();
	}

	/**
	 * Let it go on. Nothing happens if it was not stopped, or is gone. A process that is
	 * stopped hears of a TERM only then: systemd sends both for that reason, see
	 * systemd.kill(5).
	 */
	public void goOn() {
		int unused = Posix.CALLS.kill(this.pid, Signal.SIGCONT.intValue());
	}

}

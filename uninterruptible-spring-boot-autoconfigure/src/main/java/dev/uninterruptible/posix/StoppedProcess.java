package dev.uninterruptible.posix;

import jnr.constants.platform.Signal;

/**
 * A process that may have been stopped by a signal or a terminal.
 *
 * @param pid the process
 */
public record StoppedProcess(long pid) {

	/**
	 * Let it go on. Nothing happens if it was not stopped, or is gone. A process that is
	 * stopped hears of a TERM only then: systemd sends both for that reason, see
	 * systemd.kill(5).
	 */
	public void goOn() {
		int unused = Posix.CALLS.kill(this.pid, Signal.SIGCONT.intValue());
	}

}

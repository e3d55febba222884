package dev.uninterruptible.launch;

import dev.uninterruptible.posix.PosixProcess;

/**
 * Tells whether a process is alive that this one has not launched.
 */
public final class Liveness {

	private Liveness() {
	}

	/**
	 * Return whether a process is alive. A zombie is not: whoever adopted it, say, the
	 * first process of a container, may be late to reap it, or never do. One that cannot
	 * be looked at, for want of descriptors, say, is.
	 * @param pid the process
	 * @return {@code false} if it has ended
	 */
	public static boolean isAlive(long pid) {
		return new PosixProcess(pid).exists() && !ProcessEntry.of(pid).map(ProcessEntry::hasEnded).orElse(false);
	}

}

package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process that was told to end if the thread that decides stands still, as it does
 * at its next line of log where nobody reads the standard output, or where the disk does
 * not answer. So it logs nothing itself.
 */
final class Watchdog {

	/**
	 * A process that stood still as a whole is not late by that.
	 */
	private static final int SLICES = 10;

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Inbox inbox;

	private final Duration slice;

	private final Runnable bite;

	private Watchdog(Inbox inbox, Duration limit, Runnable bite) {
		this.inbox = inbox;
		this.slice = limit.dividedBy(SLICES);
		this.bite = bite;
	}

	/**
	 * Watch from now on, until the inbox is closed. Where there is no thread, nobody
	 * watches.
	 * @param limit for how long the thread that decides may stand still
	 * @param bite what is done then
	 */
	static void start(Inbox inbox, Duration limit, Runnable bite) {
		try {
			Threads.OF_THE_JVM.start("watchdog", new Watchdog(inbox, limit, bite)::watch);
		}
		catch (Error ex) {
			// A line of log might be what everybody waits for
		}
	}

	private void watch() {
		try {
			CountDownLatch heard = new CountDownLatch(1);
			while (this.inbox.post(heard::countDown)) {
				if (!isHeard(heard)) {
					this.bite.run();
					return;
				}
				Thread.sleep(PAUSE);
				heard = new CountDownLatch(1);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isHeard(CountDownLatch heard) throws InterruptedException {
		for (int i = 0; i < SLICES; i++) {
			if (heard.await(this.slice.toNanos(), TimeUnit.NANOSECONDS)) {
				return true;
			}
		}
		return false;
	}

}

package dev.uninterruptible.restart;

import java.time.Duration;

import dev.uninterruptible.restart.Inbox.Timer;

/**
 * A wait for others that has an end, but counts only time in which this process ran: it
 * is cut into slices, and a slice whose end comes much too late, because the process was
 * stopped, its machine suspended or too busy, does not count. Who wakes late so gives the
 * others time to be heard. Used by the thread that decides.
 */
final class Patience {

	private static final int SLICES = 8;

	/**
	 * Where every slice is late, the wait is over all the same.
	 */
	private static final int MOST_SLICES = 4 * SLICES;

	private final Inbox inbox;

	private final Duration slice;

	private final Runnable over;

	private Timer timer = Timer.NONE;

	private int counted;

	private int passed;

	private Patience(Inbox inbox, Duration total, Runnable over) {
		this.inbox = inbox;
		this.slice = total.dividedBy(SLICES);
		this.over = over;
	}

	/**
	 * Begin to wait.
	 * @param inbox whose time counts
	 * @param total how long
	 * @param over what is done when it is over, unless it was cancelled
	 */
	static Patience start(Inbox inbox, Duration total, Runnable over) {
		Patience patience = new Patience(inbox, total, over);
		patience.await();
		return patience;
	}

	private void await() {
		long due = this.inbox.nanoTime() + this.slice.toNanos();
		this.timer = this.inbox.after(this.slice, () -> passed(this.inbox.nanoTime() - due));
	}

	private void passed(long late) {
		this.passed++;
		if (late <= this.slice.toNanos() / 2) {
			this.counted++;
		}
		if (this.counted == SLICES || this.passed == MOST_SLICES) {
			this.over.run();
		}
		else {
			await();
		}
	}

	/**
	 * Begin anew.
	 */
	void renew() {
		cancel();
		this.counted = 0;
		this.passed = 0;
		await();
	}

	/**
	 * Wait no longer.
	 */
	void cancel() {
		this.timer.cancel();
	}

}

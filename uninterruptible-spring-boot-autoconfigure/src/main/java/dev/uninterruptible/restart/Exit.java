package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of this process, step by step, each of which has an end of its own: an
 * application that does not close is ended all the same. Used by the thread that decides.
 */
final class Exit {

	private static final Logger logger = LoggerFactory.getLogger(Exit.class);

	private static final Duration FILES_LIMIT = Duration.ofSeconds(10);

	/**
	 * More than it takes to kill what ignores its TERM.
	 */
	private static final Duration CLEANUP_PATIENCE = Duration.ofSeconds(15);

	private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final Service service;

	private final DrainPoint drainPoint;

	private final LaterGenerations later;

	private final Announcements announcements;

	private final Duration timeout;

	Exit(OwnProcess process, Outside outside, Jobs jobs, Service service, DrainPoint drainPoint, LaterGenerations later,
			Announcements announcements, Duration timeout) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.service = service;
		this.drainPoint = drainPoint;
		this.later = later;
		this.announcements = announcements;
		this.timeout = timeout;
	}

	/**
	 * End this process.
	 * @param servedBy the process whose name the files must bear that this one removes,
	 * or this one, if they need not bear any
	 */
	void start(int status, long servedBy) {
		this.jobs.run("files", FILES_LIMIT, this::leaveFiles, (done) -> filesLeft(status, servedBy), (ex) -> {
			logger.warn("{} may leave files behind: {}", this.process, Jobs.describe(ex));
			if (ex instanceof Jobs.NoThreadException) {
				leaveFilesNow();
			}
			filesLeft(status, servedBy);
		});
	}

	private boolean leaveFiles() throws IOException {
		this.service.sockets().close();
		this.service.disappear();
		this.drainPoint.closeNow();
		return true;
	}

	/**
	 * There is no thread for it: then it is for the one that decides, which has nothing
	 * else to do any more.
	 */
	private void leaveFilesNow() {
		try {
			leaveFiles();
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.warn("{} leaves files behind: {}", this.process, ex.toString());
		}
	}

	private void filesLeft(int status, long servedBy) {
		this.later.leave(servedBy);
		whenTidy(() -> exit(status));
	}

	/**
	 * Do something when nothing is left that this process has begun and must not leave
	 * behind, as a successor that failed and has not ended, or when that takes too long.
	 */
	void whenTidy(Runnable then) {
		this.jobs.whenTidy(CLEANUP_PATIENCE, (owed) -> logger
			.warn("{} waits no longer for what it has to clear away: {}", this.process, String.join(", ", owed)), then);
	}

	private void exit(int status) {
		this.announcements.whenHeard(() -> {
			logger.info("{} exits with status {}", this.process, status);
			haltInTime(status);
			exitApplication(status);
		});
	}

	private void exitApplication(int status) {
		try {
			this.outside.application().exit(status);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("{} cannot exit yet: {}", this.process, ex.toString());
			this.outside.inbox().after(BEFORE_NEXT_TRY, () -> exitApplication(status));
		}
	}

	/**
	 * End this process at once if it has not ended when the exit timeout is over.
	 */
	void haltInTime(int status) {
		Patience.start(this.outside.inbox(), this.timeout, () -> {
			try {
				this.outside.application().tellWhatHangs(this.timeout);
			}
			finally {
				this.outside.application().halt(status);
			}
		});
	}

}

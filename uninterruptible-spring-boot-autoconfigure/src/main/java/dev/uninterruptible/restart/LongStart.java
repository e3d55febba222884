package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of clients that wait for a first process to become ready. One of them may be the
 * application itself, which then waits for ever: its start goes on only once it has been
 * answered. A successor has nobody waiting, since its predecessor accepts. Used by the
 * thread that decides.
 */
final class LongStart {

	private static final Logger logger = LoggerFactory.getLogger(LongStart.class);

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	LongStart(OwnProcess process, Outside outside, Jobs jobs) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
	}

	/**
	 * Look from time to time, until somebody waits or the start is over.
	 */
	void watch() {
		this.outside.inbox().after(LONG, this::look);
	}

	private void look() {
		if (this.process.is(ProcessState.STARTING)) {
			this.jobs.run("waiting", LIMIT, this.outside.sockets()::waitedFor, this::tell, (ex) -> watch());
		}
	}

	private void tell(List<String> waitedFor) {
		if (waitedFor.isEmpty()) {
			watch();
		}
		else if (this.process.is(ProcessState.STARTING)) {
			logger.warn(
					"{} is still starting, and clients wait at {}. Should the application itself connect there while it starts, it waits for ever: it has to do so later, or by SocketServer.connect()",
					this.process, String.join(", ", waitedFor));
		}
	}

}

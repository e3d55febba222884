package dev.uninterruptible.launch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A successor's process, as its predecessor launched it: the shell at first, and whatever
 * the start command makes of it.
 */
public interface SuccessorProcess {

	/**
	 * Return the process that was launched.
	 * @return the pid
	 */
	long pid();

	/**
	 * Return the future that completes with the exit status.
	 * @return the future
	 */
	CompletableFuture<Integer> exit();

	/**
	 * Note what it has started by now, and where its output goes. What was noted is found
	 * after the process is gone, too. Need not be called, does not block and never
	 * throws.
	 */
	default void observe() {
	}

	/**
	 * Return for how long it and all that it started have had a processor, as far as they
	 * run still. May take a moment, and never throws.
	 * @return the time, zero where the system does not tell
	 */
	default Duration processorTime() {
		return Duration.ZERO;
	}

	/**
	 * End the process and all that it started. Returns when nothing of that runs any
	 * more, or when it was killed; that takes both times together and a few seconds at
	 * most. Never throws: what fails for one process is done for the others.
	 * @param ownTime how long it may take to exit by itself before it gets a TERM:
	 * nothing if it does not know that it has to exit
	 * @param grace how long it may take after the TERM before it is killed: one that has
	 * accepted connections finishes them in this time
	 */
	void end(Duration ownTime, Duration grace);

	/**
	 * Kill the process and all that it started, and do not wait: this process ends at
	 * once. Never throws.
	 */
	void kill();

	/**
	 * Return the last lines that it logged, as far as they can be had.
	 * @return the lines
	 */
	List<String> lastLines();

}

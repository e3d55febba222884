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
	 * End the process and all that it started.
	 * @param patience how long it may take to exit by itself before it gets a TERM
	 * @param grace how long it may take after that before it is killed
	 */
	void end(Duration patience, Duration grace);

	/**
	 * Return the last lines that it logged, as far as they can be had.
	 * @return the lines
	 */
	List<String> lastLines();

}

package dev.uninterruptible.restart;

import java.time.Duration;

import dev.uninterruptible.RestartEvent;
import org.jspecify.annotations.Nullable;

/**
 * The application that runs in this process, as far as restarts concern it.
 */
public interface Application extends HealthProbe {

	/**
	 * Tell whether the application wants no restart now. Called by a thread of its own,
	 * before anything else is done. If it takes longer than ten seconds or throws, there
	 * is no restart.
	 * @return why there must be no restart, {@code null} to let it happen
	 */
	@Nullable String veto();

	/**
	 * Hear what happens in a restart. Called by a thread of its own, for one event after
	 * another, unless it takes longer than ten seconds.
	 * @param event what happens
	 */
	void hear(RestartEvent event);

	/**
	 * Tell that nobody is about to serve any more: this process stops accepting because
	 * it was asked to terminate, and no other serves in its place. Called as
	 * {@link #hear} is.
	 */
	void refuseTraffic();

	/**
	 * End the process in order. Called by the thread that decides, when nothing is left
	 * to serve: returns at once, before the process has ended.
	 * @param status the exit status
	 */
	void exit(int status);

	/**
	 * Log what keeps the process from its end. Called by the thread that decides.
	 * @param timeout how long that was waited for
	 */
	default void tellWhatHangs(Duration timeout) {
	}

	/**
	 * End the process at once, whatever hangs.
	 * @param status the exit status
	 */
	default void halt(int status) {
		Runtime.getRuntime().halt(status);
	}

}

package dev.uninterruptible.restart;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the application is well enough to serve.
 */
@FunctionalInterface
public interface HealthProbe {

	/**
	 * Probe the application. Called by a thread of its own, which may block.
	 * @return what is wrong, {@code null} if nothing is
	 */
	@Nullable String failure();

}

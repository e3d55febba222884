package dev.uninterruptible.testing.process;

import java.time.Duration;

/**
 * A restart that succeeded.
 *
 * @param trigger how it was asked for
 * @param before the predecessor, just before
 * @param after the successor, once it served
 * @param duration the time from the trigger to the successor serving
 */
public record Restart(Trigger trigger, ServerStatus before, ServerStatus after, Duration duration) {

}

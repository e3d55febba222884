/**
 * The actuator endpoint and the metrics.
 */
@NullMarked
package dev.uninterruptible.actuate;

import org.jspecify.annotations.NullMarked;

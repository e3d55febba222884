/**
 * The actuator endpoint, the health, the metrics and the observations.
 */
@NullMarked
package dev.uninterruptible.actuate;

import org.jspecify.annotations.NullMarked;

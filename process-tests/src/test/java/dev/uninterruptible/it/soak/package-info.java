/**
 * Restarts for a long time, with faults drawn at random.
 */
@NullMarked
package dev.uninterruptible.it.soak;

import org.jspecify.annotations.NullMarked;

/**
 * The process of a successor: the start command, its launch, the log that it leaves and
 * its end with all that it started.
 */
@NullMarked
package dev.uninterruptible.launch;

import org.jspecify.annotations.NullMarked;

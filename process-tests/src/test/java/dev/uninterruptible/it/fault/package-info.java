/**
 * Restarts in which something fails.
 */
@NullMarked
package dev.uninterruptible.it.fault;

import org.jspecify.annotations.NullMarked;

/**
 * Restarts that succeed, and what becomes of connections meanwhile.
 */
@NullMarked
package dev.uninterruptible.it.restart;

import org.jspecify.annotations.NullMarked;

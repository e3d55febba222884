/**
 * The restart: one owner of the state machine, the successor's process, the pidfile and
 * the signals.
 */
@NullMarked
package dev.uninterruptible.restart;

import org.jspecify.annotations.NullMarked;

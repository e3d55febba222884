/**
 * Kinds of servers and listeners, their start and their end.
 */
@NullMarked
package dev.uninterruptible.it.server;

import org.jspecify.annotations.NullMarked;

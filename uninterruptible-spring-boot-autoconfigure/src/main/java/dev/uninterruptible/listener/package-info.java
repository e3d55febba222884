/**
 * Listeners: named, bound, listening sockets that can be paused, resumed and inherited.
 */
@NullMarked
package dev.uninterruptible.listener;

import org.jspecify.annotations.NullMarked;

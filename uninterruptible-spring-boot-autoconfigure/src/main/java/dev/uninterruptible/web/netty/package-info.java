/**
 * Reactor Netty on listeners that can be paused, resumed and handed over.
 */
@NullMarked
package dev.uninterruptible.web.netty;

import org.jspecify.annotations.NullMarked;

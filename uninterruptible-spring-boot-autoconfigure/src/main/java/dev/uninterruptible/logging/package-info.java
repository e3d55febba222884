/**
 * Log files that the generations of a server write together.
 */
@NullMarked
package dev.uninterruptible.logging;

import org.jspecify.annotations.NullMarked;

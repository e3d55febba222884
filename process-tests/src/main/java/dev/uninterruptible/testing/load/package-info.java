/**
 * Many clients at once, and what they saw.
 */
@NullMarked
package dev.uninterruptible.testing.load;

import org.jspecify.annotations.NullMarked;

/**
 * The protocol by which a predecessor passes its listeners to its successor.
 */
@NullMarked
package dev.uninterruptible.handoff;

import org.jspecify.annotations.NullMarked;

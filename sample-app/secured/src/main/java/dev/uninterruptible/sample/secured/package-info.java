/**
 * A sample whose restarts are for operators alone.
 */
@NullMarked
package dev.uninterruptible.sample.secured;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of whole processes.
 */
@NullMarked
package dev.uninterruptible.it;

import org.jspecify.annotations.NullMarked;

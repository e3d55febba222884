/**
 * What tests of processes need everywhere: waiting, and doing two things at once.
 */
@NullMarked
package dev.uninterruptible.testing;

import org.jspecify.annotations.NullMarked;

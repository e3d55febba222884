/**
 * The samples in processes of their own: how they are started, restarted, asked and
 * ended.
 */
@NullMarked
package dev.uninterruptible.testing.process;

import org.jspecify.annotations.NullMarked;

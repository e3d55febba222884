/**
 * Restarts of servers as they are started in the field: by which launcher, in which
 * runtime, from which directory, with which files.
 */
@NullMarked
package dev.uninterruptible.it.environment;

import org.jspecify.annotations.NullMarked;

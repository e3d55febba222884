/**
 * What an application tests its handlers with.
 */
@NullMarked
package dev.uninterruptible.test;

import org.jspecify.annotations.NullMarked;

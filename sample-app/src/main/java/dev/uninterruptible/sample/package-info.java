/**
 * An echo server with web and actuator.
 */
@NullMarked
package dev.uninterruptible.sample;

import org.jspecify.annotations.NullMarked;

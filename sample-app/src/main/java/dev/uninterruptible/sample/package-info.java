/**
 * An echo server with web and actuator, and the tests that restart it under load.
 */
@NullMarked
package dev.uninterruptible.sample;

import org.jspecify.annotations.NullMarked;

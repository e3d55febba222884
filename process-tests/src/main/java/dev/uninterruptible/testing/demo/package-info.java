/**
 * The demonstration that {@code sample-app/demo.sh} runs.
 */
@NullMarked
package dev.uninterruptible.testing.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Wiring: properties, auto-configuration and failure analysis.
 */
@NullMarked
package dev.uninterruptible.autoconfigure;

import org.jspecify.annotations.NullMarked;

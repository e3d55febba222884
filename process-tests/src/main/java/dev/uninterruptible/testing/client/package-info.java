/**
 * Single connections to a server, none of which ever tries twice.
 */
@NullMarked
package dev.uninterruptible.testing.client;

import org.jspecify.annotations.NullMarked;

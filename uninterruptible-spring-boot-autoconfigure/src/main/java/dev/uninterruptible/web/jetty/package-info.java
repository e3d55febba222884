/**
 * Jetty on listeners that can be paused, resumed and handed over.
 */
@NullMarked
package dev.uninterruptible.web.jetty;

import org.jspecify.annotations.NullMarked;

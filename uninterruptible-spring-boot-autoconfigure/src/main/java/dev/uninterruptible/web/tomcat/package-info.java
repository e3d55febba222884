/**
 * Tomcat on listeners that can be paused, resumed and handed over.
 */
@NullMarked
package dev.uninterruptible.web.tomcat;

import org.jspecify.annotations.NullMarked;

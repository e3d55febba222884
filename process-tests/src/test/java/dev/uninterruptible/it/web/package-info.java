/**
 * Web servers, each on its sample.
 */
@NullMarked
package dev.uninterruptible.it.web;

import org.jspecify.annotations.NullMarked;

/**
 * What the HTTP tests ask of a reactive server and Spring has no common form for.
 */
@NullMarked
package dev.uninterruptible.sample.reactive;

import org.jspecify.annotations.NullMarked;

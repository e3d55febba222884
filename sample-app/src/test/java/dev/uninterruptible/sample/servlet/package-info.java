/**
 * What the HTTP tests ask of a servlet container and Spring has no common form for.
 */
@NullMarked
package dev.uninterruptible.sample.servlet;

import org.jspecify.annotations.NullMarked;

/**
 * What an application writes against.
 */
@NullMarked
package dev.uninterruptible;

import org.jspecify.annotations.NullMarked;

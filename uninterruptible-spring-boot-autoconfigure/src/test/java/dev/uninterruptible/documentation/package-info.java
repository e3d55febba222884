/**
 * Tests of what the project says about itself.
 */
@NullMarked
package dev.uninterruptible.documentation;

import org.jspecify.annotations.NullMarked;

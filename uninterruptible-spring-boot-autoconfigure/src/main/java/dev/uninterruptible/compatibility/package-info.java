/**
 * What must be said on a Java and a Spring Boot that the rest does not work with. It is
 * compiled for Java 17, the oldest that Spring Boot runs on, and uses nothing else of
 * ours by name.
 */
@NullMarked
package dev.uninterruptible.compatibility;

import org.jspecify.annotations.NullMarked;

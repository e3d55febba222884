/**
 * Descriptors, Unix-domain sockets that carry descriptors and peer credentials: the only
 * package that calls the operating system natively.
 */
@NullMarked
package dev.uninterruptible.posix;

import org.jspecify.annotations.NullMarked;

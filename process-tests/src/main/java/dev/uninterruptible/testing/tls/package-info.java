/**
 * Certificates for servers and clients, made by the JDK.
 */
@NullMarked
package dev.uninterruptible.testing.tls;

import org.jspecify.annotations.NullMarked;

/**
 * The {@code SocketServer}: accepts connections and calls a {@code RequestHandler} for
 * each.
 */
@NullMarked
package dev.uninterruptible.server;

import org.jspecify.annotations.NullMarked;

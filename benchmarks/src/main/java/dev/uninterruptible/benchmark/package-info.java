/**
 * Compares the {@code SocketServer} with a hand-written loop and with Netty. Run by
 * {@code benchmarks/run.sh}, described in {@code docs/performance.md}.
 */
@NullMarked
package dev.uninterruptible.benchmark;

import org.jspecify.annotations.NullMarked;

package dev.uninterruptible.listener;

import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A thread that accepts one connection.
 */
final class AcceptingThread {

	private final FutureTask<SocketChannel> accepting;

	private final Thread thread;

	private volatile boolean interrupted;

	AcceptingThread(ListenerChannel channel) {
		this.accepting = new FutureTask<>(() -> {
			try {
				return channel.accept();
			}
			finally {
				this.interrupted = Thread.interrupted();
			}
		});
		this.thread = Thread.ofPlatform().daemon().start(this.accepting);
	}

	AcceptingThread awaitMethod(String method) {
		Awaitility.await().until(() -> isIn(method));
		return this;
	}

	private boolean isIn(String method) {
		return Stream.of(this.thread.getStackTrace()).anyMatch((frame) -> frame.getMethodName().equals(method));
	}

	void interrupt() {
		this.thread.interrupt();
	}

	boolean isDone() {
		return this.accepting.isDone();
	}

	SocketChannel get() throws ExecutionException, InterruptedException, TimeoutException {
		return this.accepting.get(10, TimeUnit.SECONDS);
	}

	boolean wasInterrupted() {
		return this.interrupted;
	}

}

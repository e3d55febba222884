package dev.uninterruptible.server;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;

import dev.uninterruptible.listener.Backoff;
import dev.uninterruptible.listener.ListenerChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of the thread that accepts a server's connections. The thread outlives the
 * channel: it keeps the JVM alive until the server stops, which virtual threads would
 * not. Whatever is thrown, it goes on: if it ended, the port would be dead.
 *
 * @param listener the name of the listener
 * @param channel where connections come from
 * @param connections where they go to
 * @param stopped is counted down when the server has stopped
 */
record AcceptLoop(String listener, ListenerChannel channel, Connections connections,
		CountDownLatch stopped) implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(AcceptLoop.class);

	@Override
	public void run() {
		acceptAll(new Backoff("Listener '%s' could not accept a connection and tries again".formatted(this.listener)));
		try {
			this.stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void acceptAll(Backoff backoff) {
		while (this.channel.isOpen()) {
			try {
				this.connections.awaitRoom();
				SocketChannel unused = this.channel.accept(this.connections::serve);
				backoff.reset();
			}
			catch (AsynchronousCloseException ex) {
				logger.debug("Listener '{}' accepts no more", this.listener);
			}
			catch (Throwable ex) {
				backoff.await(ex);
			}
		}
	}

}

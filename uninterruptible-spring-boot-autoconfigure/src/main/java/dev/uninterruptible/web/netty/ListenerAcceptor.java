package dev.uninterruptible.web.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.uninterruptible.listener.Acceptor;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.posix.Deadline;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first handler of a server channel that is bound already: lets it accept or not, and
 * counts what it accepts. The channel's event loop is the only thread that accepts, so a
 * pause is a task of it.
 */
final class ListenerAcceptor extends ChannelDuplexHandler implements Acceptor {

	/**
	 * Longer than an event loop without code of the application ever takes.
	 */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(ListenerAcceptor.class);

	private final Listener listener;

	private final ServerSocketChannel channel;

	private final Connections connections;

	private volatile boolean paused = true;

	private boolean bound;

	private boolean failing;

	ListenerAcceptor(Listener listener, ServerSocketChannel channel, Connections connections) {
		this.listener = listener;
		this.channel = channel;
		this.connections = connections;
		channel.config().setAutoRead(false);
		channel.pipeline().addLast(this);
	}

	/**
	 * The listener is bound. From now on Reactor Netty can take connections.
	 */
	@Override
	public void bind(ChannelHandlerContext context, SocketAddress localAddress, ChannelPromise promise) {
		this.bound = true;
		promise.setSuccess();
		acceptUnlessPaused();
	}

	private void acceptUnlessPaused() {
		this.channel.config().setAutoRead(this.bound && !this.paused && isOpen());
	}

	/**
	 * Reactor Netty itself switches reading off and on, when a connection could not be
	 * accepted: a pause is stronger.
	 */
	@Override
	public void read(ChannelHandlerContext context) {
		if (this.paused) {
			acceptUnlessPaused();
		}
		else {
			context.read();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Channel connection = (Channel) message;
		this.failing = false;
		try {
			this.connections.add(connection);
			context.fireChannelRead(connection);
		}
		finally {
			uncountUnlessTaken(connection);
		}
	}

	/**
	 * Whoever takes a connection gives it an event loop at once. If something was thrown
	 * before that, nobody else closes it.
	 */
	private void uncountUnlessTaken(Channel connection) {
		if (!hasEventLoop(connection)) {
			connection.unsafe().closeForcibly();
		}
		if (!connection.isOpen()) {
			this.connections.remove(connection);
		}
	}

	private static boolean hasEventLoop(Channel connection) {
		try {
			return connection.eventLoop() != null;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	/**
	 * Reactor Netty backs off for a second.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Listener '{}' cannot accept a connection, and tries again: {}", this.connections.listener(),
					cause.getMessage());
		}
		context.fireExceptionCaught(cause);
	}

	@Override
	public void pause() {
		setPaused(true);
	}

	@Override
	public void resume() {
		setPaused(false);
	}

	@Override
	public void pauseWhenEmpty(Deadline deadline) {
		while (hasWaiting() && !deadline.hasPassed()) {
			await(() -> this.channel.eventLoop().schedule(() -> {
			}, 1, TimeUnit.MILLISECONDS));
		}
		pause();
	}

	private boolean hasWaiting() {
		try {
			return this.channel.isRegistered() && this.listener.hasWaiting();
		}
		catch (IOException ex) {
			logger.warn("What waits in the queue of listener '{}' may not be accepted: {}", this.connections.listener(),
					ex.getMessage());
			return false;
		}
	}

	private void setPaused(boolean paused) {
		this.paused = paused;
		await(() -> this.channel.eventLoop().submit(this::acceptUnlessPaused));
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() {
		if (this.channel.isRegistered()) {
			await(this.channel::close);
		}
		else {
			this.channel.unsafe().closeForcibly();
		}
	}

	/**
	 * Wait for what the event loop does. A channel that it does not have accepts nothing.
	 */
	private void await(Supplier<Future<?>> task) {
		if (this.channel.isRegistered()) {
			try {
				if (!task.get().awaitUninterruptibly(LONGEST_WAIT.toMillis())) {
					logger.warn("The event loop of listener '{}' does not answer", this.connections.listener());
				}
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The event loop of listener '{}' has ended", this.connections.listener());
			}
		}
	}

}

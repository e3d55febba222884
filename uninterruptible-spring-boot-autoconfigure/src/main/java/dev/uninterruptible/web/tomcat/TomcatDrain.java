package dev.uninterruptible.web.tomcat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.DrainIdleTimeout;
import dev.uninterruptible.listener.OngoingDrain;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of an endpoint are finished. Tomcat's own
 * {@code closeServerSocketGraceful()} does the same, but for good.
 */
final class TomcatDrain implements Drainable {

	private static final long LOOK_MILLIS = 50;

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long CLOSE_MILLIS = 1000;

	private final HandoffNioEndpoint endpoint;

	private final String listener;

	private final @Nullable Duration idleTimeout;

	private final OngoingDrain drain;

	/**
	 * The connections that were idle when the drain began, with the timeouts that they
	 * had.
	 */
	private final Map<SocketWrapperBase<NioChannel>, Long> shortened = new ConcurrentHashMap<>();

	private volatile long idleUntil;

	TomcatDrain(HandoffNioEndpoint endpoint, String listener, @Nullable Duration idleTimeout) {
		this.endpoint = endpoint;
		this.listener = listener;
		this.idleTimeout = idleTimeout;
		this.drain = new OngoingDrain(() -> endpoint.countConnections() == 0);
	}

	@Override
	public String listener() {
		return this.listener;
	}

	@Override
	public int activeConnections() {
		return this.endpoint.countConnections();
	}

	/**
	 * Each response from now on says {@code Connection: close}, unless a further request
	 * waits behind it; HTTP/2 sends a GOAWAY. Connections that are idle, or that become
	 * idle, are closed after the idle timeout.
	 */
	@Override
	public CompletableFuture<Void> drain() {
		if (!isUnderWay()) {
			this.idleUntil = System.nanoTime() + idleTimeout().toNanos();
		}
		return this.drain.begin((drained) -> {
			this.endpoint.getConnections().forEach(this::shortenTimeout);
			watch(drained);
		});
	}

	private Duration idleTimeout() {
		return DrainIdleTimeout.of(this.idleTimeout, Duration.ofMillis(this.endpoint.ownKeepAliveTimeout()));
	}

	boolean isUnderWay() {
		return this.drain.isUnderWay();
	}

	/**
	 * Return whether a client that sends requests without waiting for the answers still
	 * gets all of them.
	 */
	boolean isIdleTimeLeft() {
		return isUnderWay() && System.nanoTime() - this.idleUntil < 0;
	}

	/**
	 * Return how long a connection is kept alive without a request.
	 * @return milliseconds; without limit if not positive
	 */
	int keepAliveTimeout() {
		return isUnderWay() ? Math.toIntExact(idleTimeout().toMillis()) : this.endpoint.ownKeepAliveTimeout();
	}

	/**
	 * Watch by Tomcat's own scheduler, whose threads are there already.
	 */
	private void watch(CompletableFuture<Void> drained) {
		ScheduledExecutorService scheduler = this.endpoint.getUtilityExecutor();
		Future<?> unused = scheduler.submit(new Watch(scheduler, drained));
	}

	/**
	 * A connection whose lock is taken serves a request, and gets its timeout when that
	 * is done. One with a processor belongs to an asynchronous request, or was upgraded.
	 */
	private void shortenTimeout(SocketWrapperBase<NioChannel> connection) {
		ifIdle(connection, () -> {
			if (connection instanceof NioSocketWrapper wrapper) {
				long idle = System.currentTimeMillis() - wrapper.getLastRead();
				long timeout = connection.getReadTimeout();
				long longest = idle + idleTimeout().toMillis();
				this.shortened.put(connection, timeout);
				connection.setReadTimeout((timeout > 0) ? Math.min(timeout, longest) : longest);
			}
		});
	}

	private static void ifIdle(SocketWrapperBase<NioChannel> connection, Runnable action) {
		if (connection.getLock().tryLock()) {
			try {
				if (connection.getCurrentProcessor() == null) {
					action.run();
				}
			}
			finally {
				connection.getLock().unlock();
			}
		}
	}

	/**
	 * Keep connections alive as before. Those over HTTP/2 that got a GOAWAY end: Tomcat
	 * opens no more streams there.
	 */
	@Override
	public void resume() {
		if (isUnderWay()) {
			this.drain.takeBack();
			this.endpoint.getConnections().forEach(this::restoreTimeout);
			this.shortened.clear();
		}
	}

	private void restoreTimeout(SocketWrapperBase<NioChannel> connection) {
		ifIdle(connection, () -> connection
			.setReadTimeout(this.shortened.getOrDefault(connection, (long) this.endpoint.ownKeepAliveTimeout())));
	}

	/**
	 * What was upgraded is told, so that a WebSocket gets its close frame, and has a
	 * second to end.
	 */
	@Override
	public void closeConnections() {
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.getConnections()) {
			if (!isUpgraded(connection) || !this.endpoint.processSocket(connection, SocketEvent.STOP, true)) {
				connection.close();
			}
		}
		this.endpoint.awaitConnectionsClose(CLOSE_MILLIS);
	}

	private static boolean isUpgraded(SocketWrapperBase<NioChannel> connection) {
		return connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade();
	}

	/**
	 * Looks, as long as a drain is under way, whether the last connection has ended.
	 * Tomcat does not reach connections that are just being set up, so it is told again
	 * every second.
	 */
	private final class Watch implements Runnable {

		private final ScheduledExecutorService scheduler;

		private final CompletableFuture<Void> drained;

		private long nextPause = System.nanoTime();

		private Watch(ScheduledExecutorService scheduler, CompletableFuture<Void> drained) {
			this.scheduler = scheduler;
			this.drained = drained;
		}

		@Override
		public void run() {
			try {
				pauseWhenDue();
				TomcatDrain.this.drain.look();
				if (TomcatDrain.this.drain.isUnderWay(this.drained) && !this.drained.isDone()) {
					Future<?> unused = this.scheduler.schedule(this, LOOK_MILLIS, TimeUnit.MILLISECONDS);
				}
			}
			catch (Throwable ex) {
				this.drained.completeExceptionally(ex);
			}
		}

		/**
		 * The connections are listed before it is known that the drain is under way:
		 * those that come after it was taken back are not among them.
		 */
		private void pauseWhenDue() {
			if (System.nanoTime() - this.nextPause >= 0) {
				this.nextPause = System.nanoTime() + PAUSE_NANOS;
				Set<SocketWrapperBase<NioChannel>> connections = TomcatDrain.this.endpoint.getConnections();
				if (TomcatDrain.this.drain.isUnderWay(this.drained)) {
					connections.forEach(Watch::pause);
				}
			}
		}

		private static void pause(SocketWrapperBase<NioChannel> connection) {
			if (connection.getCurrentProcessor() instanceof Processor processor) {
				processor.pause();
			}
		}

	}

}

package dev.uninterruptible.web.tomcat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.DrainIdleTimeout;
import dev.uninterruptible.listener.OngoingDrain;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the connections of an endpoint are finished. Tomcat's own
 * {@code closeServerSocketGraceful()} does the same, but for good.
 */
final class TomcatDrain implements Drainable {

	private static final Logger logger = LoggerFactory.getLogger(TomcatDrain.class);

	private static final long LOOK_MILLIS = 50;

	private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long CLOSE_MILLIS = 1000;

	private final HandoffNioEndpoint endpoint;

	private final String listener;

	private final @Nullable Duration idleTimeout;

	private final OngoingDrain drain;

	/**
	 * The idle connections whose timeouts were shortened.
	 */
	private final Map<SocketWrapperBase<NioChannel>, Idle> shortened = new ConcurrentHashMap<>();

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
		return this.drain.begin(this::watch);
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
	 * A connection whose lock is taken serves a request. It gets its timeout when that is
	 * done, unless it was just about to: then the next look finds it. One with a
	 * processor belongs to an asynchronous request, or was upgraded. Whether a drain is
	 * under way is asked under the lock, under which the timeout is given back when it no
	 * longer is.
	 */
	private void shortenTimeout(SocketWrapperBase<NioChannel> connection) {
		ifNotServing(connection, (idle) -> {
			if (isUnderWay()) {
				this.shortened.compute(idle, (unused, known) -> shortenTimeout(idle, known));
			}
		});
	}

	/**
	 * Tomcat goes by the clock, which may be set, and never closes what it read from in
	 * the future. When the connection is due, this process knows better.
	 */
	private Idle shortenTimeout(NioSocketWrapper connection, @Nullable Idle known) {
		Idle idle = (known != null && known.lastRead() == connection.getLastRead()) ? known : idle(connection, known);
		if (sinceLastRead(connection) < 0) {
			connection.updateLastRead();
		}
		long left = TimeUnit.NANOSECONDS.toMillis(idle.until() - System.nanoTime());
		connection.setReadTimeout(Math.max(1, sinceLastRead(connection) + left));
		return new Idle(idle.timeout(), connection.getLastRead(), idle.until());
	}

	private Idle idle(NioSocketWrapper connection, @Nullable Idle known) {
		long timeout = connection.getReadTimeout();
		long left = idleTimeout().toMillis();
		if (timeout > 0) {
			left = Math.min(left, timeout - Math.max(0, sinceLastRead(connection)));
		}
		return new Idle((known != null) ? known.timeout() : timeout, connection.getLastRead(),
				System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left));
	}

	private static long sinceLastRead(NioSocketWrapper connection) {
		return System.currentTimeMillis() - connection.getLastRead();
	}

	/**
	 * Give a connection the timeout back that it had, or would have got when it became
	 * idle.
	 * @return whether that is done: not while it serves a request
	 */
	private boolean restoreTimeout(SocketWrapperBase<NioChannel> connection) {
		return connection.isClosed() || ifNotServing(connection, (idle) -> {
			Idle known = this.shortened.remove(idle);
			long before = (known != null) ? known.timeout() : idle.getReadTimeout();
			idle.setReadTimeout((before == idleTimeout().toMillis()) ? this.endpoint.ownKeepAliveTimeout() : before);
		});
	}

	private static boolean ifNotServing(SocketWrapperBase<NioChannel> connection, Consumer<NioSocketWrapper> action) {
		if (connection.getLock().tryLock()) {
			try {
				if (connection.getCurrentProcessor() == null && connection instanceof NioSocketWrapper idle) {
					action.accept(idle);
				}
				return true;
			}
			finally {
				connection.getLock().unlock();
			}
		}
		return false;
	}

	/**
	 * Keep connections alive as before. Those over HTTP/2 that got a GOAWAY end: Tomcat
	 * opens no more streams there.
	 */
	@Override
	public void resume() {
		if (isUnderWay()) {
			this.drain.takeBack();
			restore(new ArrayList<>(this.endpoint.getConnections()));
		}
	}

	/**
	 * Restore the timeouts of connections, sooner or later, unless they are drained again
	 * meanwhile.
	 */
	private void restore(List<SocketWrapperBase<NioChannel>> connections) {
		connections.removeIf((connection) -> isUnderWay() || restoreTimeout(connection));
		if (connections.isEmpty()) {
			this.shortened.keySet().removeIf(SocketWrapperBase::isClosed);
		}
		else {
			restoreLater(connections);
		}
	}

	private void restoreLater(List<SocketWrapperBase<NioChannel>> connections) {
		try {
			Future<?> unused = this.endpoint.getUtilityExecutor()
				.schedule(() -> restore(connections), LOOK_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException | Error ex) {
			logger.warn("{} connections of '{}' may be closed as soon as they are idle for {} ms: {}",
					connections.size(), this.listener, idleTimeout().toMillis(), ex.toString());
		}
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
	 * A connection that waits for a request.
	 *
	 * @param timeout the timeout that it had before it was shortened
	 * @param lastRead when something was read from it, which tells whether it still waits
	 * for the same request
	 * @param until when it is to be closed, in the JVM's nanoseconds
	 */
	private record Idle(long timeout, long lastRead, long until) {

	}

	/**
	 * Looks, as long as a drain is under way, whether the last connection has ended.
	 * Connections that are just being set up, or are just becoming idle, are not reached
	 * at once, so they are told again every second.
	 */
	private final class Watch implements Runnable {

		private final ScheduledExecutorService scheduler;

		private final CompletableFuture<Void> drained;

		private long next = System.nanoTime();

		private Watch(ScheduledExecutorService scheduler, CompletableFuture<Void> drained) {
			this.scheduler = scheduler;
			this.drained = drained;
		}

		@Override
		public void run() {
			try {
				tellWhenDue();
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
		private void tellWhenDue() {
			if (System.nanoTime() - this.next >= 0) {
				this.next = System.nanoTime() + TELL_NANOS;
				Set<SocketWrapperBase<NioChannel>> connections = TomcatDrain.this.endpoint.getConnections();
				if (TomcatDrain.this.drain.isUnderWay(this.drained)) {
					connections.forEach(Watch::pause);
					connections.forEach(TomcatDrain.this::shortenTimeout);
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

package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.DrainIdleTimeout;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.listener.OngoingDrain;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;

/**
 * Jetty's connector on a listener: whenever it starts it gets the listener's channel
 * instead of a socket of its own. It is drained without its own {@code shutdown()}, which
 * would close connections on which it has not said so.
 */
final class HandoffConnector implements LifeCycle.Listener, Drainable {

	private static final int DEFAULT_BACKLOG = 1024;

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

	private final ServerConnector connector;

	private final ListenerRegistry listeners;

	private final String name;

	private final @Nullable Duration idleTimeout;

	private final AcceptedConnections accepted = new AcceptedConnections();

	private final OngoingDrain drain = this.accepted.drain();

	private final Farewell farewell = new Farewell(this.drain);

	HandoffConnector(ServerConnector connector, ListenerRegistry listeners, String name,
			@Nullable Duration idleTimeout) {
		this.connector = connector;
		this.listeners = listeners;
		this.name = name;
		this.idleTimeout = idleTimeout;
	}

	void install() {
		this.connector.addEventListener(this);
		this.connector.addEventListener(this.accepted);
		this.connector.getConnectionFactories()
			.stream()
			.map(Protocol::configuration)
			.filter(Objects::nonNull)
			.distinct()
			.forEach((configuration) -> configuration.addCustomizer(this.farewell));
	}

	@Override
	public void lifeCycleStarting(LifeCycle event) {
		try {
			Listener listener = this.listeners.open(this.name, address(), backlog());
			this.connector.open(new ConnectorChannel(listener.openChannel(), this.accepted));
			this.listeners.add(this);
		}
		catch (IOException ex) {
			PortInUseException.ifPortBindingException(ex, this::throwPortInUse);
			throw new WebServerException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private void throwPortInUse(BindException cause) {
		throw new PortInUseException(this.connector.getPort(), cause);
	}

	/**
	 * Jetty gives the wildcard of IPv4 for all addresses, those of IPv6 included.
	 */
	private BindAddress.Tcp address() throws IOException {
		BindAddress.Tcp address = BindAddress.Tcp.of(this.connector.getHost(), this.connector.getPort());
		return address.address().isAnyLocalAddress() ? BindAddress.Tcp.of(null, address.port()) : address;
	}

	private int backlog() {
		int size = this.connector.getAcceptQueueSize();
		return (size > 0) ? size : DEFAULT_BACKLOG;
	}

	@Override
	public void lifeCycleStopped(LifeCycle event) {
		this.listeners.remove(this);
	}

	@Override
	public String listener() {
		return this.name;
	}

	@Override
	public int activeConnections() {
		return this.accepted.count();
	}

	/**
	 * Each response from now on says {@code Connection: close}, HTTP/2 sends a GOAWAY.
	 * Connections on which no request arrives are closed when the idle timeout is over.
	 * Whatever else Jetty's connections carry by now, say, a WebSocket, goes on.
	 */
	@Override
	public CompletableFuture<Void> drain() {
		return this.drain.begin((drained) -> {
			forEachHttpConnection((endPoint) -> true, (protocol, connection) -> protocol.leave(connection));
			Duration idleTimeout = idleTimeout();
			closeIdleLater(drained, idleTimeout, idleTimeout);
		});
	}

	private Duration idleTimeout() {
		return DrainIdleTimeout.of(this.idleTimeout, Duration.ofMillis(this.connector.getIdleTimeout()));
	}

	/**
	 * Close what is idle by then, and go on until the drain is over.
	 */
	private void closeIdleLater(CompletableFuture<Void> drained, Duration idleTimeout, Duration delay) {
		this.connector.getScheduler().schedule(() -> {
			try {
				closeIdle(drained, idleTimeout);
			}
			finally {
				if ((this.drain.isUnderWay(drained) && !drained.isDone()) || isAnyLeaving()) {
					closeIdleLater(drained, idleTimeout, CHECK_INTERVAL);
				}
			}
		}, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * What was told to leave has no idle timeout of its own, and so is closed even after
	 * the drain was taken back.
	 */
	private void closeIdle(CompletableFuture<Void> drained, Duration idleTimeout) {
		forEachHttpConnection((endPoint) -> isIdle(endPoint, idleTimeout), (protocol, connection) -> {
			boolean ending = this.drain.isUnderWay(drained) || protocol.isLeaving(connection);
			if (ending && protocol.isIdle(connection)) {
				protocol.close(connection);
			}
		});
	}

	private boolean isAnyLeaving() {
		AtomicBoolean any = new AtomicBoolean();
		forEachHttpConnection((endPoint) -> true, (protocol, connection) -> {
			if (protocol.isLeaving(connection)) {
				any.set(true);
			}
		});
		return any.get();
	}

	/**
	 * Connections over HTTP/2 that got a GOAWAY end; all others are kept alive.
	 */
	@Override
	public void resume() {
		this.drain.takeBack();
	}

	/**
	 * Those that are upgraded get their proper farewell from whoever upgraded them.
	 */
	@Override
	public void closeConnections() {
		forEachHttpConnection((endPoint) -> true, (protocol, connection) -> protocol.close(connection));
		if (this.connector.getServer().getHandler() instanceof Container container) {
			CompletableFuture<?>[] farewells = container.getContainedBeans(Graceful.class)
				.stream()
				.map(Graceful::shutdown)
				.toArray(CompletableFuture[]::new);
			await(CompletableFuture.allOf(farewells));
		}
	}

	private static void await(CompletableFuture<Void> farewells) {
		try {
			farewells.get(FAREWELL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// They are cut off when the connector stops
		}
	}

	private void forEachHttpConnection(Predicate<EndPoint> filter, BiConsumer<Protocol, Connection> action) {
		this.connector.getConnectedEndPoints().stream().filter(filter).forEach((endPoint) -> {
			Connection connection = decrypted(endPoint.getConnection());
			Protocol protocol = (connection != null) ? Protocol.of(connection) : null;
			if (connection != null && protocol != null) {
				action.accept(protocol, connection);
			}
		});
	}

	private static @Nullable Connection decrypted(@Nullable Connection connection) {
		return (connection instanceof SslConnection ssl) ? ssl.getSslEndPoint().getConnection() : connection;
	}

	private static boolean isIdle(EndPoint endPoint, Duration idleTimeout) {
		return endPoint instanceof IdleTimeout idle && idle.getIdleFor() >= idleTimeout.toMillis();
	}

}

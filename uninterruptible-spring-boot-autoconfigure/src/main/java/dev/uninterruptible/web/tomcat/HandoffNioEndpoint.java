package dev.uninterruptible.web.tomcat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerBindException;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint on a {@link Listener}. Its acceptor waits in the listener's channel
 * while that is paused, and is woken by closing the channel: never by a connection that
 * Tomcat makes to itself, which another process that shares the socket could get while
 * the acceptor throws away a client's.
 */
final class HandoffNioEndpoint extends NioEndpoint implements Drainable {

	private static final Duration LONGEST_LINGER = Duration.ofSeconds(20);

	private static final long DRAIN_CHECK_MILLIS = 1000;

	private static final long CLOSE_MILLIS = 1000;

	private final AtomicInteger arriving = new AtomicInteger();

	private @Nullable ListenerRegistry listeners;

	private @Nullable String name;

	private @Nullable Duration linger;

	private volatile @Nullable Listener listener;

	private volatile @Nullable ListenerChannel channel;

	private volatile long lingersUntil;

	private volatile boolean draining;

	void listenOn(ListenerRegistry listeners, String name, @Nullable Duration linger) {
		this.listeners = listeners;
		this.name = name;
		this.linger = linger;
	}

	private ListenerRegistry listeners() {
		return Objects.requireNonNull(this.listeners,
				"A connector with this protocol needs uninterruptible.enabled and uninterruptible.web.enabled");
	}

	@Override
	protected void initServerSocket() throws Exception {
		InetAddress address = getAddress();
		BindAddress bindAddress = (address != null) ? new BindAddress.Tcp(address, getPortWithOffset())
				: BindAddress.Tcp.of(null, getPortWithOffset());
		try {
			Listener opened = listeners().open(Objects.requireNonNull(this.name), bindAddress, getAcceptCount());
			this.channel = opened.openChannel();
			this.listener = opened;
			listeners().add(this);
		}
		catch (ListenerBindException ex) {
			throw (ex.getCause() instanceof BindException cause) ? cause : ex;
		}
	}

	@Override
	@SuppressWarnings("NullAway") // Tomcat's contract: null while nothing is bound
	protected NetworkChannel getServerSocket() {
		return this.channel;
	}

	/**
	 * Accept a connection.
	 * @return the connection, or {@code null} once the channel is closed: the acceptor
	 * then finds that it has to stop
	 */
	@Override
	@SuppressWarnings("NullAway") // null goes to destroySocket, see there
	protected SocketChannel serverSocketAccept() throws Exception {
		ListenerChannel open = Objects.requireNonNull(this.channel);
		SocketChannel[] accepted = new SocketChannel[1];
		try {
			open.accept((client) -> {
				this.arriving.incrementAndGet();
				accepted[0] = client;
			});
		}
		catch (AsynchronousCloseException ex) {
			return null;
		}
		return accepted[0];
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		try {
			return super.setSocketOptions(socket);
		}
		finally {
			this.arriving.decrementAndGet();
		}
	}

	@Override
	protected void destroySocket(@Nullable SocketChannel socket) {
		if (socket == null) {
			countDownConnection();
		}
		else {
			super.destroySocket(socket);
		}
	}

	/**
	 * Nothing to do: a paused acceptor waits in the channel, and one that has to stop is
	 * woken by closing that.
	 */
	@Override
	protected void unlockAccept() {
	}

	@Override
	public void pause() {
		if (this.listener != null) {
			this.listener.pause();
		}
		super.pause();
	}

	@Override
	public void resume() {
		super.resume();
		if (this.listener != null) {
			this.listener.resume();
		}
	}

	@Override
	public void stopInternal() {
		closeChannel();
		super.stopInternal();
		listeners().remove(this);
	}

	@Override
	protected void doCloseServerSocket() {
		closeChannel();
	}

	private void closeChannel() {
		ListenerChannel open = this.channel;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				getLog().warn("The channel of connector %s could not be closed".formatted(getName()), ex);
			}
		}
	}

	@Override
	public String listener() {
		return Objects.requireNonNull(this.name);
	}

	@Override
	public int activeConnections() {
		return this.arriving.get() + this.connections.size();
	}

	/**
	 * Each response from now on says {@code Connection: close}, unless a further request
	 * waits behind it; HTTP/2 sends a GOAWAY. Connections that are idle, or that become
	 * idle, are closed after the linger time.
	 */
	@Override
	public CompletableFuture<Void> drain() {
		Duration linger = shortestLinger();
		setKeepAliveTimeout(Math.toIntExact(linger.toMillis()));
		this.lingersUntil = System.nanoTime() + linger.toNanos();
		this.draining = true;
		closeServerSocketGraceful();
		getConnections().forEach((connection) -> shortenLinger(connection, linger));
		CompletableFuture<Void> drained = new CompletableFuture<>();
		Thread.ofVirtual().name("uninterruptible-drain-" + this.name).start(() -> {
			while (activeConnections() > 0) {
				awaitConnectionsClose(DRAIN_CHECK_MILLIS);
				getHandler().pause();
			}
			drained.complete(null);
		});
		return drained;
	}

	private Duration shortestLinger() {
		Duration longest = Objects.requireNonNullElse(this.linger, LONGEST_LINGER);
		Duration own = Duration.ofMillis(getKeepAliveTimeout());
		return (own.isPositive() && own.compareTo(longest) < 0) ? own : longest;
	}

	/**
	 * A connection whose lock is taken serves a request, and gets its timeout when that
	 * is done. One with a processor belongs to an asynchronous request, or was upgraded.
	 */
	private void shortenLinger(SocketWrapperBase<NioChannel> connection, Duration linger) {
		if (connection.getLock().tryLock()) {
			try {
				if (connection.getCurrentProcessor() == null && connection instanceof NioSocketWrapper wrapper) {
					long idle = System.currentTimeMillis() - wrapper.getLastRead();
					long timeout = connection.getReadTimeout();
					long longest = idle + linger.toMillis();
					connection.setReadTimeout((timeout > 0) ? Math.min(timeout, longest) : longest);
				}
			}
			finally {
				connection.getLock().unlock();
			}
		}
	}

	/**
	 * Return whether a client that sends requests without waiting for the answers still
	 * gets all of them.
	 */
	boolean isLingering() {
		return this.draining && System.nanoTime() - this.lingersUntil < 0;
	}

	/**
	 * What was upgraded is told, so that a WebSocket gets its close frame, and has a
	 * second to end.
	 */
	@Override
	public void closeConnections() {
		for (SocketWrapperBase<NioChannel> connection : getConnections()) {
			if (!isUpgraded(connection) || !processSocket(connection, SocketEvent.STOP, true)) {
				connection.close();
			}
		}
		awaitConnectionsClose(CLOSE_MILLIS);
	}

	private static boolean isUpgraded(SocketWrapperBase<NioChannel> connection) {
		return connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade();
	}

}

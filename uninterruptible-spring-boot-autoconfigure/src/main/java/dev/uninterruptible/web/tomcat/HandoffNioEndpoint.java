package dev.uninterruptible.web.tomcat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.uninterruptible.listener.Backoff;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerBindException;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint on a {@link Listener}. Its acceptor waits in the listener's channel
 * while that is paused, and is woken by closing the channel: never by a connection that
 * Tomcat makes to itself, which another process that shares the socket could get while
 * the acceptor throws away a client's.
 */
final class HandoffNioEndpoint extends NioEndpoint {

	private final Set<SocketChannel> arriving = ConcurrentHashMap.newKeySet();

	private final Backoff backoff = new Backoff("Tomcat could not take an accepted connection, which is closed");

	private @Nullable ListenerRegistry listeners;

	private @Nullable String name;

	private @Nullable TomcatDrain drain;

	private volatile @Nullable Listener listener;

	private volatile @Nullable ListenerChannel channel;

	void listenOn(ListenerRegistry listeners, String name, @Nullable Duration idleTimeout) {
		this.listeners = listeners;
		this.name = name;
		this.drain = new TomcatDrain(this, name, idleTimeout);
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
			listeners().add(Objects.requireNonNull(this.drain));
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
	 * Accept a connection. Tomcat tries again after any exception, but its acceptor would
	 * end by an error.
	 * @return the connection, or {@code null} once the channel is closed, when the
	 * acceptor has to stop
	 */
	@Override
	@SuppressWarnings("NullAway") // null goes to destroySocket, see there
	protected SocketChannel serverSocketAccept() throws Exception {
		try {
			return Objects.requireNonNull(this.channel).accept(this.arriving::add);
		}
		catch (AsynchronousCloseException ex) {
			this.acceptor.stopMillis(-1);
			return null;
		}
		catch (Error ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * Hand an accepted connection over to the poller. Tomcat's acceptor would end if it
	 * fails by an error, and the connection stay open.
	 */
	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		try {
			boolean done = super.setSocketOptions(socket);
			this.backoff.reset();
			return done;
		}
		catch (Error ex) {
			if (!this.connections.containsKey(socket)) {
				destroySocket(socket);
			}
			this.backoff.await(ex);
			return false;
		}
		finally {
			this.arriving.remove(socket);
		}
	}

	@Override
	protected void destroySocket(@Nullable SocketChannel socket) {
		if (socket == null) {
			countDownConnection();
		}
		else {
			this.arriving.remove(socket);
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
		listeners().remove(Objects.requireNonNull(this.drain));
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

	/**
	 * Return how many connections are open, with those that have not reached Tomcat's own
	 * count yet.
	 */
	int countConnections() {
		return this.arriving.size() + this.connections.size();
	}

	/**
	 * Return how long a connection is kept alive without a request, while this process
	 * does not drain.
	 * @return milliseconds; without limit if not positive
	 */
	int ownKeepAliveTimeout() {
		return super.getKeepAliveTimeout();
	}

	@Override
	public int getKeepAliveTimeout() {
		return (this.drain != null) ? this.drain.keepAliveTimeout() : super.getKeepAliveTimeout();
	}

	boolean isDraining() {
		return this.drain != null && this.drain.isUnderWay();
	}

	/**
	 * Return whether a client that sends requests without waiting for the answers still
	 * gets all of them.
	 */
	boolean isIdleTimeLeft() {
		return this.drain != null && this.drain.isIdleTimeLeft();
	}

}

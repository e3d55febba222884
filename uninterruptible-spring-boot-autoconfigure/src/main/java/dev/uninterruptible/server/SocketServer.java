package dev.uninterruptible.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Accepts connections and has the {@link RequestHandler} serve each of them on a virtual
 * thread of its own. It listens from the start of the application context, and accepts
 * once the application is ready: what connects before that waits in the kernel's queue.
 */
public final class SocketServer implements SmartLifecycle, Drainable {

	private static final Logger logger = LoggerFactory.getLogger(SocketServer.class);

	private static final String POLLER = "sun.nio.ch.Poller";

	private final ServerSettings settings;

	private final Serving serving;

	private final ListenerRegistry listeners;

	private volatile Connections connections;

	private volatile CountDownLatch stopped = new CountDownLatch(0);

	private volatile @Nullable ListenerChannel channel;

	private volatile boolean autoStartup = true;

	/**
	 * Create a server that nobody observes.
	 * @param settings how it is to serve
	 * @param handler serves the connections
	 * @param listeners where it gets its listener
	 */
	public SocketServer(ServerSettings settings, RequestHandler handler, ListenerRegistry listeners) {
		this(settings, handler, listeners, ConnectionObserver.NONE);
	}

	/**
	 * Create a server.
	 * @param settings how it is to serve
	 * @param handler serves the connections
	 * @param listeners where it gets its listener
	 * @param observer is told of its connections
	 * @throws RuntimeException if the SSL bundle cannot be used
	 */
	public SocketServer(ServerSettings settings, RequestHandler handler, ListenerRegistry listeners,
			ConnectionObserver observer) {
		this.settings = settings;
		this.serving = Serving.of(settings, handler, observer);
		this.listeners = listeners;
		this.connections = new Connections(this.serving, () -> false);
	}

	/**
	 * Return the name of the server.
	 * @return the name, {@code default} where an application has only one
	 */
	public String name() {
		return this.settings.name();
	}

	/**
	 * Listen. Nothing is accepted until the registry resumes its listeners.
	 * @throws UncheckedIOException if the address cannot be bound
	 */
	@Override
	public void start() {
		startVirtualThread();
		try {
			Listener listener = this.listeners.open(listener(), this.settings.address(), this.settings.backlog());
			if (!this.listeners.hasResumed()) {
				listener.pause();
			}
			ListenerChannel opened = listener.openChannel();
			Connections connections = new Connections(this.serving, listener::isPaused);
			CountDownLatch stopped = new CountDownLatch(1);
			this.connections = connections;
			this.channel = opened;
			this.stopped = stopped;
			this.listeners.add(this);
			Thread.ofPlatform()
				.name("uninterruptible-accept-" + listener())
				.start(new AcceptLoop(listener(), opened, connections, stopped));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The JDK starts threads of its own with the first virtual thread, and when the first
	 * one waits for a socket. Where it cannot, no virtual thread can be started, or wait,
	 * ever after: then let the start fail.
	 */
	private static void startVirtualThread() {
		Thread unused = Thread.startVirtualThread(() -> {
		});
		try {
			Class.forName(POLLER, true, null);
		}
		catch (ClassNotFoundException ex) {
			logger.debug("This JDK has no {}", POLLER);
		}
	}

	/**
	 * Connect to this very process, even while it is not ready and while another process
	 * accepts at the address: for a handler that is warmed up, or checked, as the
	 * application starts. The connection is served as any other, from the loopback
	 * interface. With TLS, the caller begins the handshake.
	 * @return the client's end, for the caller to close
	 * @throws IOException if no connection can be made
	 */
	public Socket connect() throws IOException {
		try (ServerSocketChannel door = ServerSocketChannel.open()) {
			door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
			SocketChannel client = SocketChannel.open(door.getLocalAddress());
			SocketChannel accepted = door.accept();
			while (!accepted.getRemoteAddress().equals(client.getLocalAddress())) {
				accepted.close();
				accepted = door.accept();
			}
			this.connections.serve(accepted);
			return client.socket();
		}
	}

	@Override
	public String listener() {
		return this.settings.listener();
	}

	Connections connections() {
		return this.connections;
	}

	@Override
	public int activeConnections() {
		return this.connections.count();
	}

	@Override
	public ConnectionTotals totals() {
		return this.connections.counter().totals();
	}

	@Override
	public CompletableFuture<Void> drain() {
		return this.connections.drain();
	}

	@Override
	public void resume() {
		this.connections.resume();
	}

	@Override
	public void closeConnections() {
		this.connections.close();
	}

	/**
	 * Stop accepting, and wait for the connections that are open: as long as
	 * {@code spring.lifecycle.timeout-per-shutdown-phase} allows where the application
	 * context closes without a drain.
	 * @param callback called when the last connection has ended
	 */
	@Override
	public void stop(Runnable callback) {
		closeChannel();
		CompletableFuture<Void> unused = this.connections.end().thenRun(() -> {
			this.listeners.remove(this);
			this.stopped.countDown();
			callback.run();
		});
	}

	/**
	 * Stop accepting and close the connections that are open.
	 */
	@Override
	public void stop() {
		stop(() -> {
		});
		closeConnections();
	}

	private void closeChannel() {
		ListenerChannel opened = this.channel;
		if (opened != null) {
			try {
				opened.close();
			}
			catch (IOException ex) {
				logger.warn("Listener '{}' could not be closed", listener(), ex);
			}
		}
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Set whether the server starts with its application context, as it does by default.
	 * @param autoStartup {@code false} where somebody else calls {@link #start()}, or
	 * nobody does
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public boolean isRunning() {
		return this.stopped.getCount() > 0;
	}

}

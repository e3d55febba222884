package dev.uninterruptible.web.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerBindException;
import dev.uninterruptible.listener.ListenerRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;

/**
 * Opens the listener of a server when that binds. The event loop that accepts is a thread
 * of its own: no code of the application runs there, so that pausing never waits for it.
 * It is not a daemon, because all other threads of the server are: it keeps the JVM alive
 * while connections are drained, until the application context is closed.
 */
final class ListenerBinding {

	private static final Logger logger = LoggerFactory.getLogger(ListenerBinding.class);

	/**
	 * All but the backlog, with which the listener is opened.
	 */
	private static final Pattern SOCKET_OPTION = Pattern.compile("(.*#)?(?!SO_BACKLOG$)(SO|TCP|IP)_.*");

	private final ListenerRegistry listeners;

	private final Connections connections;

	private final Map<ChannelOption<?>, Object> socketOptions = new ConcurrentHashMap<>();

	private volatile @Nullable HttpServerConfig configuration;

	private @Nullable EventLoopGroup acceptLoop;

	ListenerBinding(ListenerRegistry listeners, Connections connections) {
		this.listeners = listeners;
		this.connections = connections;
	}

	String name() {
		return this.connections.listener();
	}

	HttpServer customize(HttpServer server) {
		return takeSocketOptions(server).doOnBind((configuration) -> this.configuration = configuration)
			.doOnChannelInit(this.connections)
			.childObserve(this.connections);
	}

	/**
	 * Reactor Netty would set them before the server listens, when the socket may still
	 * be a predecessor's.
	 */
	private HttpServer takeSocketOptions(HttpServer server) {
		HttpServer remaining = server;
		for (Map.Entry<ChannelOption<?>, ?> option : server.configuration().options().entrySet()) {
			if (SOCKET_OPTION.matcher(option.getKey().name()).matches()) {
				this.socketOptions.put(option.getKey(), option.getValue());
				remaining = remaining.option(option.getKey(), null);
			}
		}
		return remaining;
	}

	synchronized EventLoopGroup acceptLoop(Transport transport) {
		if (this.acceptLoop == null) {
			this.acceptLoop = new MultiThreadIoEventLoopGroup(1, (ThreadFactory) this::newAcceptThread,
					transport.ioHandler());
		}
		return this.acceptLoop;
	}

	private Thread newAcceptThread(Runnable task) {
		Thread thread = new FastThreadLocalThread(task, "uninterruptible-accept-" + name());
		thread.setDaemon(false);
		return thread;
	}

	/**
	 * Open the listener and the server channel that accepts from it.
	 * @throws UncheckedIOException if the socket cannot be bound
	 */
	ServerSocketChannel open(Transport transport) {
		HttpServerConfig server = Objects.requireNonNull(this.configuration, "The server does not bind");
		try {
			Listener listener = this.listeners.open(name(), address(server), backlog(server));
			ServerSocketChannel channel = transport.open(listener);
			listener.acceptBy(new ListenerAcceptor(listener, channel, this.connections));
			setSocketOptions(listener, channel);
			this.listeners.remove(this.connections);
			this.listeners.add(this.connections);
			return channel;
		}
		catch (ListenerBindException ex) {
			throw new UncheckedIOException((ex.getCause() instanceof BindException cause) ? cause : ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void setSocketOptions(Listener listener, ServerSocketChannel channel) throws IOException {
		for (Map.Entry<ChannelOption<?>, Object> option : this.socketOptions.entrySet()) {
			listener.change(option.getKey().name(), () -> setOption(channel, option.getKey(), option.getValue()));
		}
	}

	@SuppressWarnings("unchecked")
	private void setOption(ServerSocketChannel channel, ChannelOption<?> option, Object value) {
		try {
			if (!channel.config().setOption((ChannelOption<Object>) option, value)) {
				logger.warn("Listener '{}' has no option {}", name(), option);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Option {} of listener '{}' cannot be set to {}: {}", option, name(), value, ex.getMessage());
		}
	}

	private static BindAddress address(HttpServerConfig server) throws IOException {
		InetSocketAddress wanted = (InetSocketAddress) Objects.requireNonNull(server.bindAddress()).get();
		InetAddress address = wanted.getAddress();
		boolean all = address != null && address.isAnyLocalAddress();
		return BindAddress.Tcp.of(all ? null : wanted.getHostString(), wanted.getPort());
	}

	private static int backlog(HttpServerConfig server) {
		return (server.options().get(ChannelOption.SO_BACKLOG) instanceof Integer backlog) ? backlog
				: NetUtil.SOMAXCONN;
	}

	synchronized void close() {
		this.listeners.remove(this.connections);
		if (this.acceptLoop != null) {
			Future<?> unused = this.acceptLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
			this.acceptLoop = null;
		}
	}

}

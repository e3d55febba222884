package dev.uninterruptible.web.netty;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.OngoingDrain;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

/**
 * The open connections of a listener, and how they are finished. What concerns one of
 * them is done by its own event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection
final class Connections implements Drainable, ConnectionObserver, ChannelPipelineConfigurer {

	private final String listener;

	private final Duration idleTimeout;

	private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final OngoingDrain drain = new OngoingDrain(this.open::isEmpty);

	Connections(String listener, Duration idleTimeout) {
		this.listener = listener;
		this.idleTimeout = idleTimeout;
	}

	void add(Channel connection) {
		this.open.add(connection);
	}

	void remove(Channel connection) {
		this.open.remove(connection);
	}

	boolean isDraining() {
		return this.drain.isUnderWay();
	}

	/**
	 * Called for each connection, by its event loop, before anything is read from it.
	 */
	@Override
	public void onChannelInit(ConnectionObserver observer, Channel connection, @Nullable SocketAddress remoteAddress) {
		RequestTracker.trackNew(connection, this);
	}

	/**
	 * Called for each request, by the event loop of the connection that it came on.
	 */
	@Override
	public void onStateChange(Connection request, State state) {
		if (State.CONFIGURED.equals(state)) {
			Channel channel = request.channel();
			if (channel.parent() instanceof ServerChannel) {
				RequestTracker.track(channel, this);
			}
			else if (isDraining()) {
				GoAway.send(channel.parent(), this.idleTimeout);
			}
		}
	}

	@Override
	public String listener() {
		return this.listener;
	}

	@Override
	public int activeConnections() {
		return this.open.size();
	}

	/**
	 * The last response on each HTTP/1.1 connection says {@code Connection: close},
	 * HTTP/2 sends a GOAWAY. Connections that are idle are closed after the idle timeout.
	 */
	@Override
	public CompletableFuture<Void> drain() {
		return this.drain.begin((drained) -> {
			this.open.newCloseFuture().addListener((closed) -> this.drain.look());
			forEach((connection) -> finish(connection, drained));
		});
	}

	private void finish(Channel connection, CompletableFuture<Void> drained) {
		if (this.drain.isUnderWay(drained)) {
			RequestTracker.drain(connection);
			GoAway.send(connection, this.idleTimeout);
			closeIfIdleLater(connection, drained);
		}
	}

	/**
	 * Connections over HTTP/2 that got a GOAWAY end; all others are kept alive.
	 */
	@Override
	public void resume() {
		this.drain.takeBack();
	}

	/**
	 * Close a connection after the idle timeout, if it is drained and idle by then.
	 */
	void closeIfIdleLater(Channel connection) {
		CompletableFuture<Void> drained = this.drain.current();
		if (drained != null) {
			closeIfIdleLater(connection, drained);
		}
	}

	private void closeIfIdleLater(Channel connection, CompletableFuture<Void> drained) {
		connection.eventLoop().schedule(() -> {
			if (this.drain.isUnderWay(drained)) {
				closeIfIdle(connection);
			}
		}, this.idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static void closeIfIdle(Channel connection) {
		RequestTracker requests = connection.pipeline().get(RequestTracker.class);
		if (http2(connection) == null && (requests == null || requests.isIdle())) {
			connection.close();
		}
	}

	@Override
	public void closeConnections() {
		forEach(Connections::cut);
	}

	private static void cut(Channel connection) {
		ChannelHandlerContext http2 = http2(connection);
		if (http2 != null) {
			http2.close();
		}
		else if (connection.pipeline().get(WebSocketFrameEncoder.class) != null) {
			connection.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
				.addListener(ChannelFutureListener.CLOSE);
		}
		else {
			connection.close();
		}
	}

	private void forEach(Consumer<Channel> action) {
		this.open.forEach((connection) -> connection.eventLoop().execute(() -> action.accept(connection)));
	}

	static @Nullable ChannelHandlerContext http2(Channel connection) {
		return connection.pipeline().context(Http2FrameCodec.class);
	}

}

package dev.uninterruptible.web.netty;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Between the codec of an HTTP/1.1 connection and Reactor Netty, which answers pipelined
 * requests one after another: knows how many are unanswered, and while the connection is
 * drained says {@code Connection: close} with the response to the last one, so that no
 * request that has arrived is dropped.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection
final class RequestTracker extends ChannelDuplexHandler {

	private final Connections connections;

	private final Queue<Object> received = new ArrayDeque<>();

	private int unanswered;

	private boolean receiving;

	private boolean reading;

	private boolean draining;

	private boolean closing;

	private boolean dropping;

	private @Nullable ChannelFuture lastResponse;

	private RequestTracker(Connections connections) {
		this.connections = connections;
	}

	/**
	 * Track the requests of a new connection, if it is known already to speak HTTP/1.1.
	 */
	static void trackNew(Channel connection, Connections connections) {
		if (connection.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
			connection.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, new RequestTracker(connections));
		}
	}

	/**
	 * Track the requests of a connection on which the first one has just arrived, unless
	 * that is done already.
	 */
	static void track(Channel connection, Connections connections) {
		if (connection.pipeline().get(RequestTracker.class) == null) {
			RequestTracker tracker = new RequestTracker(connections);
			tracker.unanswered = 1;
			tracker.receiving = true;
			tracker.reading = true;
			connection.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, tracker);
		}
	}

	/**
	 * Start to drain, when nothing is being decoded: else a request that was received
	 * already might not be known.
	 */
	static void drain(Channel connection) {
		RequestTracker tracker = connection.pipeline().get(RequestTracker.class);
		if (tracker != null) {
			tracker.draining = true;
		}
	}

	boolean isIdle() {
		return this.unanswered == 0;
	}

	/**
	 * While draining, a request waits until all that was received with it has been
	 * decoded: else it could be answered, and the connection closed, before the next is
	 * known.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!this.reading) {
			this.reading = true;
			this.draining = this.connections.isDraining();
		}
		if (message instanceof HttpRequest) {
			this.dropping = this.closing;
			this.receiving = true;
			this.unanswered += this.dropping ? 0 : 1;
		}
		if (this.dropping) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof LastHttpContent) {
			this.receiving = false;
			closeWhenDone();
		}
		if (this.draining) {
			this.received.add(message);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		for (Object message = this.received.poll(); message != null; message = this.received.poll()) {
			context.fireChannelRead(message);
		}
		this.reading = false;
		context.fireChannelReadComplete();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.received.forEach(ReferenceCountUtil::release);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response) {
			if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
				context.write(response, promise);
				return;
			}
			if (this.draining && this.connections.isDraining() && this.unanswered == 1) {
				HttpUtil.setKeepAlive(response, false);
				this.closing = true;
			}
		}
		ChannelFuture written = context.write(message, promise.unvoid());
		if (message instanceof LastHttpContent) {
			responded(context, written);
		}
	}

	private void responded(ChannelHandlerContext context, ChannelFuture written) {
		this.unanswered--;
		if (this.closing) {
			this.lastResponse = written;
			closeWhenDone();
		}
		if (isIdle()) {
			this.connections.closeIfIdleLater(context.channel());
		}
	}

	/**
	 * A client that still sends could lose the response to the reset of a connection that
	 * is closed too early.
	 */
	private void closeWhenDone() {
		if (this.lastResponse != null && !this.receiving) {
			this.lastResponse.addListener(ChannelFutureListener.CLOSE);
		}
	}

}

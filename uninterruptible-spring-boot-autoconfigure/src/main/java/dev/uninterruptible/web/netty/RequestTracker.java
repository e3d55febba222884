package dev.uninterruptible.web.netty;

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

	private int unanswered = 1;

	private boolean receiving = true;

	private boolean closing;

	private boolean dropping;

	private @Nullable ChannelFuture lastResponse;

	private RequestTracker(Connections connections) {
		this.connections = connections;
	}

	/**
	 * Track the requests from now on, unless that is done already.
	 * @param connection a connection on which the first request has just arrived
	 * @param connections all connections of the listener
	 */
	static void track(Channel connection, Connections connections) {
		if (connection.pipeline().get(RequestTracker.class) == null) {
			connection.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, new RequestTracker(connections));
		}
	}

	boolean isIdle() {
		return this.unanswered == 0;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
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
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response) {
			if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
				context.write(response, promise);
				return;
			}
			if (this.connections.isDraining() && this.unanswered == 1) {
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
		if (this.connections.isDraining() && isIdle()) {
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

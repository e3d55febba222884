package dev.uninterruptible.web.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2PingFrame;

/**
 * Ends an HTTP/2 connection as RFC 9113 wants it: a first GOAWAY says that the end is
 * near, and refuses no stream. Once the peer has answered the PING that follows it, all
 * streams that it opened before it knew have arrived: a second GOAWAY names the last one,
 * and the connection is closed when all have ended.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection
final class GoAway extends ChannelInboundHandlerAdapter {

	private static final long PING = 0x676f2061776179L;

	private final Duration longestWait;

	private boolean last;

	private GoAway(Duration longestWait) {
		this.longestWait = longestWait;
	}

	/**
	 * Send it, unless the connection does not speak HTTP/2, or knows already.
	 * @param connection the connection, by whose event loop this is called
	 * @param longestWait how long to wait for the answer to the PING
	 */
	static void send(Channel connection, Duration longestWait) {
		ChannelHandlerContext http2 = Connections.http2(connection);
		if (http2 != null && connection.pipeline().get(GoAway.class) == null) {
			connection.pipeline().addAfter(http2.name(), null, new GoAway(longestWait));
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
		context.writeAndFlush(new DefaultHttp2PingFrame(PING));
		context.executor().schedule(() -> close(context), this.longestWait.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2PingFrame ping && ping.ack() && ping.content() == PING) {
			close(context);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	private void close(ChannelHandlerContext context) {
		if (!this.last) {
			this.last = true;
			context.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
			context.channel().close();
		}
	}

}

package dev.uninterruptible.web.netty;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerAcceptor} where Reactor Netty cannot take a connection.
 */
@Timeout(30)
class ListenerAcceptorTests {

	@ParameterizedTest
	@EnumSource(Transport.class)
	void connectionThatCouldNotBeTakenIsClosedAndNotCounted(Transport transport) throws Exception {
		ListenerRegistry registry = new ListenerRegistry();
		Connections connections = new Connections("test", Duration.ofMinutes(1));
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
		try {
			Listener listener = registry.open("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0), 64);
			ServerSocketChannel channel = transport.open(listener);
			ListenerAcceptor acceptor = new ListenerAcceptor(listener, channel, connections);
			channel.pipeline().addLast(new WithoutMemory());
			loop.register(channel).sync();
			channel.bind(listener.address()).sync();
			listener.acceptBy(acceptor);
			for (int i = 0; i < 3; i++) {
				try (Socket client = new Socket(listener.address().getAddress(), listener.address().getPort())) {
					client.setSoTimeout(10_000);
					assertThat(client.getInputStream().read()).isEqualTo(-1);
				}
			}
			Awaitility.await().until(() -> connections.activeConnections() == 0);
			listener.pause();
			assertThat(connections.drain()).succeedsWithin(10, TimeUnit.SECONDS);
		}
		finally {
			registry.close();
			loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
		}
	}

	/**
	 * Fails before a connection has its event loop.
	 */
	private static final class WithoutMemory extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			assertThat(((Channel) message).isOpen()).isTrue();
			throw new OutOfMemoryError("Java heap space");
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			assertThat(cause).isInstanceOf(OutOfMemoryError.class);
		}

	}

}

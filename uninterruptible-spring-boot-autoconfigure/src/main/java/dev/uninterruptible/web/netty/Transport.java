package dev.uninterruptible.web.netty;

import java.io.IOException;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.posix.Descriptor;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;

/**
 * How Netty waits for connections. Other native transports of Netty cannot listen on a
 * socket that is open already: NIO takes their place.
 */
enum Transport {

	/**
	 * A selector of the JDK.
	 */
	NIO {

		@Override
		IoHandlerFactory ioHandler() {
			return NioIoHandler.newFactory();
		}

		@Override
		ServerSocketChannel open(Listener listener) {
			return new NioListenerChannel(listener);
		}

	},

	/**
	 * Linux's epoll, by native calls on a descriptor of its own.
	 */
	EPOLL {

		@Override
		IoHandlerFactory ioHandler() {
			return EpollIoHandler.newFactory();
		}

		@Override
		ServerSocketChannel open(Listener listener) throws IOException {
			Descriptor duplicate = listener.duplicate();
			try {
				return new EpollServerSocketChannel(duplicate.number());
			}
			catch (RuntimeException ex) {
				duplicate.close();
				throw ex;
			}
		}

	};

	private static final String EPOLL_CHANNEL = "io.netty.channel.epoll.EpollServerSocketChannel";

	/**
	 * Return the transport to which a server channel belongs.
	 */
	static Transport of(Class<?> channelType) {
		return channelType.getName().equals(EPOLL_CHANNEL) ? EPOLL : NIO;
	}

	abstract IoHandlerFactory ioHandler();

	/**
	 * Open a channel that accepts from the listener's socket, and whose close leaves that
	 * open.
	 */
	abstract ServerSocketChannel open(Listener listener) throws IOException;

}

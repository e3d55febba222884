package dev.uninterruptible.web.netty;

import java.net.SocketAddress;

import dev.uninterruptible.listener.Listener;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A server channel on the socket of a listener, which outlives it.
 */
final class NioListenerChannel extends NioServerSocketChannel {

	private final Listener listener;

	private volatile boolean closed;

	NioListenerChannel(Listener listener) {
		super(listener.selectableChannel());
		this.listener = listener;
	}

	@Override
	public boolean isOpen() {
		return !this.closed && super.isOpen();
	}

	@Override
	protected SocketAddress localAddress0() {
		return this.listener.address();
	}

	@Override
	protected void doClose() {
		this.closed = true;
	}

}

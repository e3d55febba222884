package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * The {@link ServerSocket} view of a {@link ListenerChannel}.
 */
final class ListenerSocket extends ServerSocket {

	private final ListenerChannel channel;

	ListenerSocket(ListenerChannel channel) throws IOException {
		this.channel = channel;
	}

	@Override
	public Socket accept() throws IOException {
		return this.channel.accept().socket();
	}

	@Override
	public ServerSocketChannel getChannel() {
		return this.channel;
	}

	@Override
	public InetAddress getInetAddress() {
		return address().getAddress();
	}

	@Override
	public int getLocalPort() {
		return address().getPort();
	}

	/**
	 * A Unix-domain listener has no such view: only web servers ask for one.
	 */
	private InetSocketAddress address() {
		return (InetSocketAddress) this.channel.getLocalAddress();
	}

	@Override
	public SocketAddress getLocalSocketAddress() {
		return this.channel.getLocalAddress();
	}

	@Override
	public boolean isBound() {
		return true;
	}

	@Override
	public boolean isClosed() {
		return !this.channel.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}

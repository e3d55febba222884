package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import dev.uninterruptible.listener.ListenerChannel;

/**
 * A listener's channel as Jetty's connector uses it: for any number of acceptor threads,
 * each connection counted before anybody else can see it.
 */
final class ConnectorChannel extends ServerSocketChannel {

	private final ListenerChannel channel;

	private final AcceptedConnections accepted;

	private final ReentrantLock turn = new ReentrantLock();

	ConnectorChannel(ListenerChannel channel, AcceptedConnections accepted) {
		super(channel.provider());
		this.channel = channel;
		this.accepted = accepted;
	}

	/**
	 * Wait for the next connection, however long the listener is paused meanwhile.
	 * @throws ClosedByInterruptException if this channel or the listener was closed: that
	 * makes an acceptor end, and without a complaint. Were this channel closed with the
	 * listener, acceptors would spin until the connector stops
	 */
	@Override
	public SocketChannel accept() throws IOException {
		this.accepted.closeUnlessTaken();
		this.turn.lock();
		try {
			return this.channel.accept(this.accepted::add);
		}
		catch (AsynchronousCloseException ex) {
			throw new ClosedByInterruptException();
		}
		finally {
			this.turn.unlock();
		}
	}

	@Override
	protected void implCloseSelectableChannel() throws IOException {
		this.channel.close();
	}

	@Override
	public SocketAddress getLocalAddress() {
		return this.channel.getLocalAddress();
	}

	@Override
	public ServerSocket socket() {
		return this.channel.socket();
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.channel.getOption(name);
	}

	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
		return this.channel.setOption(name, value);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.channel.supportedOptions();
	}

	@Override
	public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
		return this.channel.bind(local, backlog);
	}

	@Override
	protected void implConfigureBlocking(boolean block) throws IOException {
		this.channel.configureBlocking(block);
	}

}

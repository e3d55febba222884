package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.uninterruptible.posix.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The channel of a {@link Listener}, in the form that web servers expect. Its
 * {@link #accept()} blocks while the listener is paused, goes on when it resumes, and
 * throws once the channel is closed. It loses no connection, whenever any of that
 * happens: connections are taken from the kernel's queue without blocking, under a lock
 * that {@code pause} and {@code close} take too, so that none can be in between. Closing
 * this channel leaves the listener's socket open.
 */
public final class ListenerChannel extends ServerSocketChannel implements Acceptor {

	private final ServerSocketChannel socket;

	private final SocketAddress address;

	private final SocketChanges changes;

	private final Selector readable;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean paused;

	private boolean finishing;

	ListenerChannel(ServerSocketChannel socket, SocketAddress address, SocketChanges changes, boolean paused)
			throws IOException {
		super(socket.provider());
		this.socket = socket;
		this.address = address;
		this.changes = changes;
		this.paused = paused;
		this.readable = Selector.open();
		socket.register(this.readable, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Wait for the next connection, however long the listener is paused meanwhile. One
	 * thread at a time accepts. An interrupt is kept for the caller and does not close
	 * the channel.
	 * @return the connection, in blocking mode
	 * @throws AsynchronousCloseException if the channel is or was closed
	 * @throws IOException if no connection can be accepted, say, for want of descriptors:
	 * the channel stays open
	 */
	@Override
	public SocketChannel accept() throws IOException {
		return accept((client) -> {
		});
	}

	/**
	 * Like {@link #accept()}, for those who count connections: once the listener's
	 * {@code pause} has returned, each connection that was ever accepted has been
	 * admitted.
	 * @param admission called with the connection, by this thread; must not block. If it
	 * throws, the connection is closed, and this method throws the same
	 * @return the connection, in blocking mode
	 * @throws IOException as {@link #accept()} does
	 */
	public SocketChannel accept(Consumer<SocketChannel> admission) throws IOException {
		boolean interrupted = false;
		try {
			SocketChannel client = tryAccept(admission);
			while (client == null) {
				this.readable.select((ready) -> {
				});
				interrupted |= Thread.interrupted();
				client = tryAccept(admission);
			}
			return client;
		}
		catch (ClosedSelectorException ex) {
			throw new AsynchronousCloseException();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private @Nullable SocketChannel tryAccept(Consumer<SocketChannel> admission) throws IOException {
		this.lock.lock();
		try {
			while (this.paused && isOpen()) {
				this.changed.awaitUninterruptibly();
			}
			if (!isOpen()) {
				throw new AsynchronousCloseException();
			}
			SocketChannel client = this.socket.accept();
			if (client == null) {
				if (this.finishing) {
					setPaused(true);
				}
				return null;
			}
			admit(client, admission);
			return client;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void admit(SocketChannel client, Consumer<SocketChannel> admission) throws IOException {
		boolean admitted = false;
		try {
			admission.accept(client);
			admitted = true;
		}
		finally {
			if (!admitted) {
				client.close();
			}
		}
	}

	@Override
	public void pause() {
		setPaused(true);
	}

	@Override
	public void resume() {
		setPaused(false);
	}

	/**
	 * Let the accepting thread take what waits in the kernel's queue, then pause. Pauses
	 * anyway when the time is over: the queue may never be empty, and nobody may accept.
	 */
	@Override
	public void pauseWhenEmpty(Deadline deadline) {
		this.lock.lock();
		try {
			this.finishing = true;
			this.readable.wakeup();
			while (!this.paused && !deadline.hasPassed()) {
				long unused = this.changed.awaitNanos(deadline.remaining().toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.finishing = false;
			setPaused(true);
			this.lock.unlock();
		}
	}

	private void setPaused(boolean paused) {
		this.lock.lock();
		try {
			this.paused = paused;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	protected void implCloseSelectableChannel() throws IOException {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.readable.close();
	}

	/**
	 * Return where the listener listens.
	 */
	@Override
	public SocketAddress getLocalAddress() {
		return this.address;
	}

	/**
	 * Return a view of this channel that knows the real port.
	 */
	@Override
	public ServerSocket socket() {
		try {
			return new ListenerSocket(this);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.socket.getOption(name);
	}

	/**
	 * Set an option, now or, if the predecessor still serves from the socket, once it has
	 * left that to this process.
	 */
	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
		if (!supportedOptions().contains(name)) {
			throw new UnsupportedOperationException("'%s' is not supported".formatted(name));
		}
		this.changes.make(name.name(), () -> this.socket.setOption(name, value));
		return this;
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.socket.supportedOptions();
	}

	/**
	 * Not possible: a listener is bound.
	 */
	@Override
	public ServerSocketChannel bind(SocketAddress local, int backlog) {
		throw new UnsupportedOperationException("A listener is bound already");
	}

	/**
	 * Only blocking mode is possible: who accepts without blocking needs a channel that a
	 * selector of the JDK knows.
	 */
	@Override
	protected void implConfigureBlocking(boolean block) {
		if (!block) {
			throw new UnsupportedOperationException("A listener's channel is always in blocking mode");
		}
	}

}

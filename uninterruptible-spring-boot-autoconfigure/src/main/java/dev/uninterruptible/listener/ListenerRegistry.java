package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.SocketFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listeners of this process. Whoever wants to listen asks here, and gets the socket
 * that came from the predecessor or else a new one. All methods may be called from any
 * thread.
 */
public final class ListenerRegistry {

	private static final Logger logger = LoggerFactory.getLogger(ListenerRegistry.class);

	private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(1);

	private final Map<String, Listener> listeners = new LinkedHashMap<>();

	private final List<InheritedSocket> inherited;

	private final List<Drainable> drainables = new ArrayList<>();

	private final List<SocketFile> abandoned = new ArrayList<>();

	private boolean paused;

	private boolean resumed;

	private boolean owns;

	/**
	 * Create the registry of a process that had no predecessor: its listeners accept as
	 * soon as somebody opens their channel.
	 */
	public ListenerRegistry() {
		this.inherited = new ArrayList<>();
		this.owns = true;
	}

	/**
	 * Create the registry of a successor: its listeners are paused until
	 * {@link #resume()}, so that a successor that fails while it starts has never taken a
	 * connection.
	 * @param inherited what the predecessor handed over
	 */
	public ListenerRegistry(Collection<InheritedSocket> inherited) {
		this.inherited = new ArrayList<>(inherited);
		this.paused = true;
	}

	/**
	 * Return the listener with the given name and address: the one that is open already,
	 * or one around the socket that the predecessor had there, or one that is bound now.
	 * @param name the name by which predecessor and successor know the listener
	 * @param address where to listen; port 0 keeps the predecessor's port
	 * @param backlog how many connections may wait to be accepted
	 * @return the listener
	 * @throws ListenerBindException if the socket cannot be bound
	 */
	public synchronized Listener open(String name, BindAddress address, int backlog) throws ListenerBindException {
		try {
			Listener listener = this.listeners.get(name);
			if (listener != null && address.isSatisfiedBy(listener.socketAddress())) {
				listener.setPaused(this.paused);
				return listener;
			}
			if (listener != null) {
				this.listeners.remove(name);
				listener.close();
			}
			listener = inheritOrBind(name, address, backlog);
			if (this.owns) {
				listener.own();
			}
			this.listeners.put(name, listener);
			return listener;
		}
		catch (BindException ex) {
			String taken = predecessorsAddress(address);
			throw (taken != null) ? new ListenerBindException(name, address, taken)
					: new ListenerBindException(name, address, ex);
		}
		catch (IOException ex) {
			throw new ListenerBindException(name, address, ex);
		}
	}

	/**
	 * Return where the predecessor listens on the port of an address.
	 */
	private @Nullable String predecessorsAddress(BindAddress address) {
		return this.inherited.stream()
			.map(InheritedSocket::address)
			.filter((taken) -> address instanceof BindAddress.Tcp wanted && taken instanceof InetSocketAddress internet
					&& internet.getPort() == wanted.port())
			.map(Listener::describe)
			.findFirst()
			.orElse(null);
	}

	private Listener inheritOrBind(String name, BindAddress address, int backlog) throws IOException {
		try (InheritedSocket socket = claim(name, address)) {
			return (socket != null) ? Listener.adopt(name, address, socket, backlog, this.paused)
					: Listener.bind(name, address, backlog, this.paused);
		}
	}

	/**
	 * Take the socket that the predecessor had under this name, else one that it had at
	 * this address under another name.
	 */
	private @Nullable InheritedSocket claim(String name, BindAddress address) {
		InheritedSocket socket = claim((candidate) -> candidate.name().equals(name), address);
		return (socket != null) ? socket : claim((candidate) -> address.isDefinite(), address);
	}

	private @Nullable InheritedSocket claim(Predicate<InheritedSocket> wanted, BindAddress address) {
		for (InheritedSocket candidate : this.inherited) {
			if (wanted.test(candidate) && address.isSatisfiedBy(candidate.address()) && candidate.isReachable()) {
				this.inherited.remove(candidate);
				return candidate;
			}
		}
		return null;
	}

	/**
	 * Return the open listeners.
	 * @return the listeners, in the order in which they were opened
	 */
	public synchronized List<Listener> listeners() {
		return List.copyOf(this.listeners.values());
	}

	/**
	 * Add a holder of connections that come from these listeners.
	 * @param drainable the holder
	 */
	public synchronized void add(Drainable drainable) {
		this.drainables.add(drainable);
	}

	/**
	 * Remove a holder of connections.
	 * @param drainable the holder
	 */
	public synchronized void remove(Drainable drainable) {
		this.drainables.remove(drainable);
	}

	/**
	 * Return the holders of connections.
	 * @return the holders
	 */
	public synchronized List<Drainable> drainables() {
		return List.copyOf(this.drainables);
	}

	/**
	 * Return how many connections are open.
	 * @return the number of connections of all holders
	 */
	public int activeConnections() {
		return drainables().stream().mapToInt(Drainable::activeConnections).sum();
	}

	/**
	 * Return how many connections of one listener are open.
	 * @param listener the name of the listener
	 * @return the number of connections
	 */
	public int activeConnections(String listener) {
		return drainables().stream()
			.filter((drainable) -> drainable.listener().equals(listener))
			.mapToInt(Drainable::activeConnections)
			.sum();
	}

	/**
	 * Return what was counted of connections.
	 * @return the totals of all holders
	 */
	public ConnectionTotals totals() {
		return drainables().stream().map(Drainable::totals).reduce(ConnectionTotals.NONE, ConnectionTotals::plus);
	}

	/**
	 * Close what the predecessor handed over and nobody asked for.
	 */
	public synchronized void closeUnclaimed() {
		for (InheritedSocket socket : this.inherited) {
			logger.warn("Closing inherited listener '{}' on {}: nothing in this configuration listens there",
					socket.name(), Listener.describe(socket.address()));
			socket.close();
			if (socket.file() != null) {
				this.abandoned.add(socket.file());
			}
		}
		this.inherited.clear();
		deleteAbandoned();
	}

	/**
	 * The predecessor has left the service to this process for good: the sockets that
	 * came from it are this one's to change, and the files of Unix-domain sockets to
	 * remove, those at once that nobody asked for or that are closed already.
	 */
	public synchronized void own() {
		this.owns = true;
		this.listeners.values().forEach(Listener::own);
		deleteAbandoned();
	}

	private void deleteAbandoned() {
		if (this.owns) {
			this.abandoned.forEach(ListenerFile::delete);
			this.abandoned.clear();
		}
	}

	/**
	 * Another process has the service now: leave the sockets, and the files of the
	 * Unix-domain ones, to it.
	 */
	public synchronized void disown() {
		this.owns = false;
		this.listeners.values().forEach(Listener::disown);
	}

	/**
	 * Stop accepting on all listeners, also on those that are opened later. Once this
	 * method has returned no connection is taken from a queue of the kernel.
	 */
	public synchronized void pause() {
		this.paused = true;
		this.listeners.values().forEach(Listener::pause);
	}

	/**
	 * Return whether this process has accepted connections, for those who wait for the
	 * application to be ready.
	 * @return {@code true} once {@link #resume()} was called
	 */
	public synchronized boolean hasResumed() {
		return this.resumed;
	}

	/**
	 * Accept what waits in the kernel's queues, and close each listener as soon as its
	 * queue is empty: for a process that nobody will replace. What connects between the
	 * two is reset, so there is nothing else between them.
	 */
	public synchronized void closeWhenEmpty() {
		boolean accepts = !this.paused;
		this.paused = true;
		Deadline deadline = Deadline.after(QUEUE_TIMEOUT);
		for (Listener listener : List.copyOf(this.listeners.values())) {
			if (accepts) {
				listener.pauseWhenEmpty(deadline);
			}
			close(listener);
		}
	}

	/**
	 * Accept on all listeners.
	 */
	public synchronized void resume() {
		this.paused = false;
		this.resumed = true;
		this.listeners.values().forEach(Listener::resume);
	}

	/**
	 * Close one listener in this process, for good.
	 * @param listener the listener
	 */
	public synchronized void close(Listener listener) {
		if (this.listeners.remove(listener.name(), listener)) {
			closeRemoved(listener);
		}
	}

	/**
	 * A file that is another process's may turn out to be this one's to remove.
	 */
	private void closeRemoved(Listener listener) {
		try {
			listener.close();
		}
		catch (IOException ex) {
			logger.warn("Listener {} could not be closed", listener, ex);
		}
		if (!this.owns && listener.file() != null) {
			this.abandoned.add(listener.file());
		}
	}

	/**
	 * Close all listeners and what was inherited in this process.
	 */
	public synchronized void close() {
		this.listeners.values().forEach(this::closeRemoved);
		this.listeners.clear();
		this.inherited.forEach(InheritedSocket::close);
		this.inherited.clear();
	}

}

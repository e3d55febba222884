package dev.uninterruptible.listener;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.regex.Pattern;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.NativeAccess;
import dev.uninterruptible.posix.OpenDescriptors;
import dev.uninterruptible.posix.SocketFile;
import org.jspecify.annotations.Nullable;

/**
 * A named, bound, listening socket. A listener owns its socket for as long as the process
 * serves; whoever accepts from it is its {@link Acceptor}, most often its
 * {@link ListenerChannel}. While that is paused or closed, the kernel goes on queueing
 * connections. All methods may be called from any thread.
 */
public final class Listener implements Closeable {

	/**
	 * Each process has its own idea of a zone's name: see {@code getHostAddress()}.
	 */
	private static final Pattern ZONE = Pattern.compile("%.*");

	static final String UNIX = "unix:";

	private final String name;

	private final SocketAddress address;

	private final @Nullable ListenerFile file;

	private final ServerSocketChannel socket;

	private final @Nullable Descriptor descriptor;

	private final SocketChanges changes;

	private volatile boolean paused;

	private @Nullable Acceptor acceptor;

	private Listener(String name, SocketAddress address, @Nullable ListenerFile file, ServerSocketChannel socket,
			@Nullable Descriptor descriptor, SocketChanges changes, boolean paused) throws IOException {
		this.name = name;
		this.address = address;
		this.file = file;
		this.socket = socket;
		this.descriptor = descriptor;
		this.changes = changes;
		this.paused = paused;
		// Non-blocking for good: the flag belongs to the open file description, which
		// predecessor and successor share
		socket.configureBlocking(false);
	}

	static Listener bind(String name, BindAddress address, int backlog, boolean paused) throws IOException {
		return switch (address) {
			case BindAddress.Tcp tcp -> bind(name, tcp, backlog, paused);
			case BindAddress.Unix unix -> bind(name, unix, backlog, paused);
		};
	}

	private static Listener bind(String name, BindAddress.Tcp address, int backlog, boolean paused) throws IOException {
		ServerSocketChannel socket = ServerSocketChannel.open(address.family());
		try {
			socket.bind(address.toSocketAddress(), backlog);
			InetSocketAddress bound = (InetSocketAddress) socket.getLocalAddress();
			Descriptor descriptor = NativeAccess.isSupported() ? OpenDescriptors.findListening(bound) : null;
			return new Listener(name, bound, null, socket, descriptor, new SocketChanges(true), paused);
		}
		catch (IOException | RuntimeException | Error ex) {
			socket.close();
			throw ex;
		}
	}

	private static Listener bind(String name, BindAddress.Unix address, int backlog, boolean paused)
			throws IOException {
		SocketFile.check(address.path());
		if (SocketFile.isServed(address.path())) {
			throw new BindException("Another process serves there");
		}
		try (Descriptor socket = Descriptor.listenAt(address.path(), address.permissions(), backlog)) {
			ListenerFile file = new ListenerFile(SocketFile.at(address.path()), address, true);
			try {
				return of(name, address.toSocketAddress(), file, GraftedChannel.of(socket), new SocketChanges(true),
						paused);
			}
			catch (IOException | RuntimeException | Error ex) {
				file.delete();
				throw ex;
			}
		}
	}

	static Listener adopt(String name, BindAddress address, InheritedSocket inherited, int backlog, boolean paused)
			throws IOException {
		SocketFile inheritedFile = inherited.file();
		ListenerFile file = (address instanceof BindAddress.Unix unix && inheritedFile != null)
				? new ListenerFile(inheritedFile, unix, false) : null;
		Listener listener = of(name, inherited.address(), file, inherited.graft(), new SocketChanges(false), paused);
		listener.changes.make("backlog", () -> listener.descriptor().listen(backlog));
		return listener;
	}

	private static Listener of(String name, SocketAddress address, @Nullable ListenerFile file, GraftedChannel grafted,
			SocketChanges changes, boolean paused) throws IOException {
		try {
			return new Listener(name, address, file, grafted.channel(), grafted.descriptor(), changes, paused);
		}
		catch (IOException | RuntimeException | Error ex) {
			grafted.channel().close();
			throw ex;
		}
	}

	/**
	 * Return the name by which predecessor and successor know this listener.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where the socket of an Internet listener listens.
	 * @return the local address, with the real port
	 * @throws IllegalStateException if this is a Unix-domain listener
	 */
	public InetSocketAddress address() {
		if (this.address instanceof InetSocketAddress internet) {
			return internet;
		}
		throw new IllegalStateException("Listener %s has no port".formatted(this));
	}

	/**
	 * Return where the socket listens, as logs, reports and messages of the handoff show
	 * it.
	 * @return the literal address, in brackets for IPv6, and the port; or the path after
	 * {@code unix:}
	 */
	public String location() {
		return describe(this.address);
	}

	/**
	 * Return where the socket listens.
	 * @return the local address, of the Internet or of the file system
	 */
	public SocketAddress socketAddress() {
		return this.address;
	}

	/**
	 * No other process serves from the socket any more: what this one wants of it is done
	 * now, and {@link #close()} removes its file, if it has one.
	 */
	synchronized void own() {
		this.changes.own(this);
		if (this.file != null) {
			this.file.own();
		}
	}

	/**
	 * Leave the socket, and its file, if it has one, to another process.
	 */
	synchronized void disown() {
		this.changes.disown();
		if (this.file != null) {
			this.file.disown();
		}
	}

	@Nullable SocketFile file() {
		return (this.file != null) ? this.file.file() : null;
	}

	/**
	 * Return what tells the file of a Unix-domain listener from another one of that name.
	 * @return its key, {@code null} where there is none
	 */
	public @Nullable String fileKey() {
		return (this.file != null) ? this.file.file().key() : null;
	}

	private void deleteFile() {
		if (this.file != null) {
			this.file.delete();
		}
	}

	/**
	 * Return the descriptor to hand over. It stays this listener's to close.
	 * @return the descriptor
	 * @throws UnsupportedOperationException where sockets cannot be handed over
	 */
	public Descriptor descriptor() {
		if (this.descriptor == null) {
			throw new UnsupportedOperationException(
					"Sockets cannot be handed over on " + System.getProperty("os.name"));
		}
		return this.descriptor;
	}

	/**
	 * Open the channel through which connections are accepted, in blocking mode.
	 * @return the channel, for the caller to close
	 * @throws IOException if the process has no descriptor left
	 * @throws IllegalStateException if the channel is open already
	 */
	public synchronized ListenerChannel openChannel() throws IOException {
		checkNobodyAccepts();
		ListenerChannel channel = new ListenerChannel(this.socket, this.address, this.changes, this.paused);
		this.acceptor = channel;
		return channel;
	}

	/**
	 * Leave accepting to somebody who does it without {@link #openChannel()}, from a
	 * {@link #duplicate()} of the descriptor or the {@link #selectableChannel()}. The
	 * acceptor is paused or resumed at once, as this listener is, and closed with it.
	 * @param acceptor the acceptor
	 * @throws IllegalStateException if somebody accepts already
	 */
	public synchronized void acceptBy(Acceptor acceptor) {
		checkNobodyAccepts();
		this.acceptor = acceptor;
		setPaused(this.paused);
	}

	private void checkNobodyAccepts() {
		if (this.acceptor != null && this.acceptor.isOpen()) {
			throw new IllegalStateException("Somebody accepts from listener '%s' already".formatted(this.name));
		}
	}

	/**
	 * Return the socket in a form that a selector of the JDK knows. It stays this
	 * listener's to close, is non-blocking for good, and its own local address may be
	 * another than {@link #address()}.
	 * @return the socket
	 */
	public ServerSocketChannel selectableChannel() {
		return this.socket;
	}

	/**
	 * Change something of the socket, for those who accept without
	 * {@link #openChannel()}: now or, if the predecessor still serves from the socket,
	 * once it has left that to this process.
	 * @param what what is changed: of several changes that wait, the last one counts
	 * @param change changes it
	 * @throws IOException if that fails now
	 */
	public void change(String what, SocketChange change) throws IOException {
		this.changes.make(what, change);
	}

	/**
	 * Return whether connections wait in the kernel's queue.
	 * @return {@code true} if there is one to accept
	 * @throws IOException if the process has no descriptor left to find out
	 */
	public boolean hasWaiting() throws IOException {
		try (Selector selector = Selector.open()) {
			this.socket.register(selector, SelectionKey.OP_ACCEPT);
			return selector.selectNow() > 0;
		}
	}

	/**
	 * Make another descriptor of the same socket, for those who accept by native calls.
	 * @return the descriptor, for the caller to close
	 * @throws IOException if the process has no descriptor left
	 * @throws UnsupportedOperationException where sockets cannot be handed over
	 */
	public Descriptor duplicate() throws IOException {
		return descriptor().duplicate();
	}

	/**
	 * Stop accepting. Once this method has returned no connection is taken from the
	 * kernel's queue.
	 */
	public synchronized void pause() {
		this.paused = true;
		if (this.acceptor != null) {
			this.acceptor.pause();
		}
	}

	/**
	 * Return whether nobody accepts, or is about to stop.
	 * @return {@code true} from {@link #pause()} to {@link #resume()}
	 */
	public boolean isPaused() {
		return this.paused;
	}

	void setPaused(boolean paused) {
		if (paused) {
			pause();
		}
		else {
			resume();
		}
	}

	/**
	 * Accept what waits in the kernel's queue, then stop accepting: for a socket that
	 * nobody else will accept from. Whatever arrives after that, and before the socket is
	 * closed, is lost; but a file that is this process's is removed first, so that
	 * nothing arrives. Does not wait for an acceptor that has nothing to accept: it may
	 * have no room.
	 * @param deadline by when to stop accepting, even if the queue is not empty
	 */
	synchronized void pauseWhenEmpty(Deadline deadline) {
		deleteFile();
		this.paused = true;
		if (this.acceptor != null) {
			if (mayHaveWaiting()) {
				this.acceptor.pauseWhenEmpty(deadline);
			}
			else {
				this.acceptor.pause();
			}
		}
	}

	private boolean mayHaveWaiting() {
		try {
			return hasWaiting();
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Accept again.
	 */
	public synchronized void resume() {
		this.paused = false;
		if (this.acceptor != null) {
			this.acceptor.resume();
		}
	}

	/**
	 * Close the acceptor, and the socket in this process, and remove its file if that is
	 * this process's.
	 */
	@Override
	public synchronized void close() throws IOException {
		deleteFile();
		try (this.socket) {
			if (this.acceptor != null) {
				this.acceptor.close();
			}
		}
	}

	/**
	 * Describe an address as logs, reports and messages of the handoff show it.
	 * @param address the address
	 * @return the literal address, in brackets for IPv6, and the port; or the path after
	 * {@code unix:}
	 */
	public static String describe(SocketAddress address) {
		if (!(address instanceof InetSocketAddress internet)) {
			return UNIX + address;
		}
		InetAddress host = internet.getAddress();
		return ((host instanceof Inet6Address) ? "[%s]:%s" : "%s:%s").formatted(literal(host), internet.getPort());
	}

	private static String literal(InetAddress host) {
		return (host instanceof Inet6Address && host.isAnyLocalAddress()) ? "::"
				: ZONE.matcher(host.getHostAddress()).replaceFirst("");
	}

	@Override
	public String toString() {
		return "%s (%s)".formatted(this.name, location());
	}

}

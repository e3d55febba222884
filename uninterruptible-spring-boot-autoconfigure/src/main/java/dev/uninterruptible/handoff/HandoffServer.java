package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.PeerCredentials;
import dev.uninterruptible.posix.UnixListener;
import dev.uninterruptible.posix.UnixStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, in the predecessor, for a successor. For one that it launched it listens on a
 * Unix-domain socket in a fresh directory, and takes the first peer that knows the token;
 * for those that come by themselves it listens at a fixed path. Either way the directory
 * is one that only this user can enter, and the peer must run as this user and speak the
 * protocol. Strangers are sent away without keeping anybody waiting: each connection has
 * a thread of its own.
 */
public final class HandoffServer implements HandoffPoint {

	private static final Logger logger = LoggerFactory.getLogger(HandoffServer.class);

	private static final int TOKEN_BYTES = 32;

	private final HandoffAddress address;

	private final UnixListener socket;

	private final Admission admission;

	private final HandoffListener listener;

	private final HandoffThreads threads;

	private HandoffServer(HandoffAddress address, UnixListener socket, boolean once, HandoffListener listener,
			HandoffThreads threads) {
		this.address = address;
		this.socket = socket;
		this.admission = new Admission(address, once);
		this.listener = listener;
		this.threads = threads;
	}

	/**
	 * Start to wait for a successor.
	 * @param listener told of what happens
	 * @return the server, for the caller to close
	 * @throws IOException if the socket cannot be made in the temporary directory, or no
	 * thread can be started
	 */
	public static HandoffServer open(HandoffListener listener) throws IOException {
		return open(true, listener, HandoffThreads.DAEMONS);
	}

	/**
	 * Start to wait for all who know the token: for those who watch this process while it
	 * finishes its connections.
	 * @param listener told of what happens
	 * @return the server, for the caller to close
	 * @throws IOException if the socket cannot be made in the temporary directory, or no
	 * thread can be started
	 */
	public static HandoffServer openForAll(HandoffListener listener) throws IOException {
		return open(false, listener, HandoffThreads.DAEMONS);
	}

	/**
	 * Delete what the handoff sockets of another process have left in the temporary
	 * directory, if it was killed. Nothing happens to sockets at which somebody listens.
	 * @param pid the process
	 * @throws IOException if this process has no descriptor left to find them
	 */
	public static void cleanAfter(long pid) throws IOException {
		HandoffDirectory.cleanAfter(pid);
	}

	static HandoffServer open(boolean once, HandoffListener listener, HandoffThreads threads) throws IOException {
		Path path = HandoffDirectory.create();
		try {
			return open(new HandoffAddress(path, newToken()), once, listener, threads);
		}
		catch (IOException | RuntimeException | Error ex) {
			HandoffDirectory.delete(path);
			throw ex;
		}
	}

	/**
	 * Start to wait for successors that come by themselves.
	 * @param address where, see {@link HandoffAddress#ofTakeover}
	 * @param listener told of what happens
	 * @return the server, for the caller to close
	 * @throws IOException if the socket cannot be made there, or no thread can be started
	 */
	public static HandoffServer openAt(HandoffAddress address, HandoffListener listener) throws IOException {
		return openAt(address, listener, HandoffThreads.DAEMONS);
	}

	static HandoffServer openAt(HandoffAddress address, HandoffListener listener, HandoffThreads threads)
			throws IOException {
		return open(address, false, listener, threads);
	}

	private static HandoffServer open(HandoffAddress address, boolean once, HandoffListener listener,
			HandoffThreads threads) throws IOException {
		HandoffServer server = new HandoffServer(address, UnixListener.bind(address.path()), once, listener, threads);
		threads.startOwner("uninterruptible-handoff", server, server::acceptAll);
		return server;
	}

	private static String newToken() {
		byte[] token = new byte[TOKEN_BYTES];
		new SecureRandom().nextBytes(token);
		return HexFormat.of().formatHex(token);
	}

	@Override
	public boolean isThere() {
		return this.socket.isThere();
	}

	@Override
	public HandoffAddress address() {
		return this.address;
	}

	/**
	 * A path at which nobody served would be worse than none: whatever happens, the next
	 * peer is waited for.
	 */
	private void acceptAll() {
		PeerBackoff backoff = new PeerBackoff(this.address);
		boolean open = true;
		while (open) {
			try {
				open = acceptNext();
				backoff.reset();
			}
			catch (IOException | RuntimeException | Error ex) {
				backoff.await(ex);
			}
		}
	}

	private boolean acceptNext() throws IOException {
		UnixStream stream = this.socket.accept();
		if (stream != null) {
			HandoffConnection connection = new HandoffConnection(stream);
			this.threads.startOwner("uninterruptible-handoff-peer", connection, () -> serve(connection));
		}
		return stream != null;
	}

	private void serve(HandoffConnection connection) {
		try (connection) {
			converse(connection, new ConnectedSession(connection, greet(connection)));
		}
		catch (IOException ex) {
			logger.warn("Sent a peer away from the handoff socket: {}", ex.getMessage());
		}
	}

	private void converse(HandoffConnection connection, HandoffSession session) {
		try {
			this.listener.greeted(session);
			while (true) {
				this.listener.received(session, connection.receive(Deadline.never()));
			}
		}
		catch (IOException ex) {
			logger.debug("The connection to the successor (pid {}) ended: {}", session.pid(), ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			logger.error("The connection to the successor (pid {}) is ended by an unexpected error", session.pid(), ex);
			session.disconnect();
		}
		finally {
			this.listener.gone(session);
		}
	}

	private Hello greet(HandoffConnection connection) throws IOException {
		try {
			PeerCredentials peer = connection.peer();
			if (!peer.mayHandOff()) {
				throw new IOException("it runs as user %s, not as the user of this process".formatted(peer.uid()));
			}
			if (!(connection.receive(Deadline.after(HandoffConnection.PROMPT)) instanceof Hello hello)) {
				throw new IOException("it did not connect");
			}
			admit(hello, peer);
			return hello;
		}
		catch (IOException ex) {
			refuse(connection, ex);
			throw ex;
		}
	}

	private void admit(Hello hello, PeerCredentials peer) throws IOException {
		try {
			this.admission.admit(hello, peer);
		}
		catch (IOException ex) {
			this.listener.sentAway(String.valueOf(ex.getMessage()));
			throw ex;
		}
	}

	private static void refuse(HandoffConnection connection, IOException reason) {
		try {
			connection.send(new Refused(Objects.requireNonNullElse(reason.getMessage(), reason.toString())));
		}
		catch (IOException ex) {
			reason.addSuppressed(ex);
		}
	}

	/**
	 * Wait no longer, and remove the socket and the directory that was made for it. A
	 * session that was opened goes on.
	 */
	@Override
	public void close() throws IOException {
		try {
			this.socket.close();
		}
		finally {
			if (!this.address.isTakeover()) {
				HandoffDirectory.delete(this.address.path());
			}
		}
	}

}

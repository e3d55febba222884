package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.uninterruptible.listener.OngoingDrain;
import org.eclipse.jetty.io.SelectorManager;

/**
 * The open connections of a connector, each from the moment it was accepted: Jetty itself
 * knows it only once a selector has registered it.
 */
final class AcceptedConnections implements SelectorManager.AcceptListener {

	private final Set<SelectableChannel> open = ConcurrentHashMap.newKeySet();

	private final Map<Thread, SelectableChannel> arriving = new ConcurrentHashMap<>();

	private final OngoingDrain drain = new OngoingDrain(this.open::isEmpty);

	/**
	 * Count a connection that the calling thread has accepted and is about to hand over
	 * to Jetty.
	 */
	void add(SelectableChannel connection) {
		this.arriving.put(Thread.currentThread(), connection);
		this.open.add(connection);
	}

	/**
	 * Jetty has taken the connection from the calling thread, and tells of its end from
	 * now on.
	 */
	@Override
	public void onAccepting(SelectableChannel connection) {
		this.arriving.remove(Thread.currentThread());
	}

	/**
	 * Close the connection that the calling thread has accepted before, if Jetty has not
	 * taken it because something was thrown on the way.
	 */
	void closeUnlessTaken() throws IOException {
		SelectableChannel lost = this.arriving.remove(Thread.currentThread());
		if (lost != null) {
			try {
				lost.close();
			}
			finally {
				onClosed(lost);
			}
		}
	}

	@Override
	public void onAcceptFailed(SelectableChannel connection, Throwable cause) {
		onClosed(connection);
	}

	@Override
	public void onClosed(SelectableChannel connection) {
		this.open.remove(connection);
		this.drain.look();
	}

	int count() {
		return this.open.size();
	}

	/**
	 * Return whether these connections are being drained, and when none is open any more.
	 */
	OngoingDrain drain() {
		return this.drain;
	}

}

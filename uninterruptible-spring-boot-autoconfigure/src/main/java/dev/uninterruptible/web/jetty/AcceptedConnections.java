package dev.uninterruptible.web.jetty;

import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.io.SelectorManager;

/**
 * The open connections of a connector, each from the moment it was accepted: Jetty itself
 * knows it only once a selector has registered it.
 */
final class AcceptedConnections implements SelectorManager.AcceptListener {

	private final Set<SelectableChannel> open = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Void> empty = new CompletableFuture<>();

	private volatile boolean last;

	void add(SelectableChannel connection) {
		this.open.add(connection);
	}

	@Override
	public void onAcceptFailed(SelectableChannel connection, Throwable cause) {
		onClosed(connection);
	}

	@Override
	public void onClosed(SelectableChannel connection) {
		this.open.remove(connection);
		completeIfEmpty();
	}

	private void completeIfEmpty() {
		if (this.last && this.open.isEmpty()) {
			this.empty.complete(null);
		}
	}

	int count() {
		return this.open.size();
	}

	/**
	 * Return the future that completes once no connection is open. To be called when no
	 * more connections come.
	 */
	CompletableFuture<Void> whenEmpty() {
		this.last = true;
		completeIfEmpty();
		return this.empty;
	}

}

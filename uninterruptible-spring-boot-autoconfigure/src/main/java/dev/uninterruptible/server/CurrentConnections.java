package dev.uninterruptible.server;

import java.util.List;
import java.util.function.Supplier;

import dev.uninterruptible.CurrentConnection;

/**
 * Finds the connection of the calling thread among those of all servers.
 */
public final class CurrentConnections implements CurrentConnection {

	private final Supplier<List<SocketServer>> servers;

	/**
	 * Create it.
	 * @param servers the servers; asked for each time, and not before there are
	 * connections
	 */
	public CurrentConnections(Supplier<List<SocketServer>> servers) {
		this.servers = servers;
	}

	@Override
	public boolean shouldFinish() {
		List<SocketServer> all = this.servers.get();
		for (SocketServer server : all) {
			ClientConnection connection = server.connections().servedBy(Thread.currentThread());
			if (connection != null) {
				return connection.shouldFinish();
			}
		}
		return all.stream().anyMatch((server) -> server.connections().shouldFinish());
	}

}

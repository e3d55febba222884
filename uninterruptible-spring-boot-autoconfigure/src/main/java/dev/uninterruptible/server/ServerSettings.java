package dev.uninterruptible.server;

import dev.uninterruptible.listener.BindAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SocketServer} is to serve.
 *
 * @param name the name of the server, {@code default} where an application has only one
 * @param address where it listens
 * @param backlog how many connections may wait to be accepted
 * @param limits whom it lets in, how many, and for how long
 * @param tls how it encrypts, {@code null} if it does not
 */
public record ServerSettings(String name, BindAddress address, int backlog, ConnectionLimits limits,
		@Nullable TlsSettings tls) {

	/**
	 * Create the settings of a server without limits that does not encrypt.
	 * @param name the name of the server
	 * @param address where it listens
	 * @param backlog how many connections may wait to be accepted
	 */
	public ServerSettings(String name, BindAddress address, int backlog) {
		this(name, address, backlog, ConnectionLimits.NONE, null);
	}

	/**
	 * Return the name by which predecessor and successor know the server's listener.
	 * @return the name of the listener
	 */
	public String listener() {
		return "server." + this.name;
	}

}

package dev.uninterruptible.server;

import dev.uninterruptible.listener.BindAddress;

/**
 * How a {@link SocketServer} is to serve.
 *
 * @param name the name of the server, {@code default} where an application has only one
 * @param address where it listens
 * @param backlog how many connections may wait to be accepted
 */
public record ServerSettings(String name, BindAddress address, int backlog) {

	/**
	 * Return the name by which predecessor and successor know the server's listener.
	 * @return the name of the listener
	 */
	public String listener() {
		return "server." + this.name;
	}

}

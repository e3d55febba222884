package dev.uninterruptible.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Configuration of one server: where it listens, and who serves there.
 */
public class ServerProperties {

	/**
	 * Where the RequestHandler serves: "tcp://host:port", with a name, an IPv4 address,
	 * an IPv6 address in brackets, or "*" for all addresses. Instead of the port and the
	 * address.
	 */
	private @Nullable String bind;

	/**
	 * TCP port on which the RequestHandler serves. With 0 a free port is taken, and kept
	 * over restarts. That of the default server falls back to the environment's PORT.
	 * Required when there is a RequestHandler.
	 */
	private @Nullable Integer bindPort;

	/**
	 * Address on which the RequestHandler serves: a name, or a literal IPv4 or IPv6
	 * address. The default is all addresses, IPv4 and IPv6.
	 */
	private @Nullable String bindAddress;

	/**
	 * How many connections may wait to be accepted.
	 */
	private int backlog = 1024;

	/**
	 * Name of the RequestHandler bean that serves. The default is the bean that is named
	 * like the server; for the default server, it is the only one that no other server
	 * names, or the primary one.
	 */
	private @Nullable String handler;

	public @Nullable String getBind() {
		return this.bind;
	}

	public void setBind(@Nullable String bind) {
		this.bind = bind;
	}

	public @Nullable Integer getBindPort() {
		return this.bindPort;
	}

	public void setBindPort(@Nullable Integer bindPort) {
		this.bindPort = bindPort;
	}

	public @Nullable String getBindAddress() {
		return this.bindAddress;
	}

	public void setBindAddress(@Nullable String bindAddress) {
		this.bindAddress = bindAddress;
	}

	public int getBacklog() {
		return this.backlog;
	}

	public void setBacklog(int backlog) {
		this.backlog = backlog;
	}

	public @Nullable String getHandler() {
		return this.handler;
	}

	public void setHandler(@Nullable String handler) {
		this.handler = handler;
	}

}

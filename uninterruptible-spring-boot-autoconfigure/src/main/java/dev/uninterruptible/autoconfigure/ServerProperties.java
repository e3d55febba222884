package dev.uninterruptible.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.uninterruptible.server.ClientAuthentication;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of one server: where it listens, and who serves there.
 */
public class ServerProperties {

	/**
	 * Where the RequestHandler serves, instead of the port and the address:
	 * "tcp://host:port", with a name, an IPv4 address, an IPv6 address in brackets, or
	 * "*" for all addresses; or "unix:///path" for a Unix-domain socket.
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

	/**
	 * Networks that clients may come from, in CIDR notation, IPv4 or IPv6; an address
	 * alone is a single host. Connections of others are closed at once. By default,
	 * clients may come from everywhere.
	 */
	private List<String> allowedNetworks = List.of();

	/**
	 * How many connections may be open at once. No more are accepted then: they wait in
	 * the kernel's queue. No limit by default.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * How long a read may wait for the client. Then it throws a SocketTimeoutException,
	 * and a handler that does not catch it loses the connection. No limit by default.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * Age at which handlers that serve several requests on a connection are asked to
	 * finish it, so that clients connect anew. It is never cut for that. No limit by
	 * default.
	 */
	private @Nullable Duration maxConnectionAge;

	private final Ssl ssl = new Ssl();

	public @Nullable String getBind() {
		return this.bind;
	}

	public void setBind(@Nullable String bind) {
		this.bind = Blank.unset(bind);
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
		this.bindAddress = Blank.unset(bindAddress);
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
		this.handler = Blank.unset(handler);
	}

	public List<String> getAllowedNetworks() {
		return this.allowedNetworks;
	}

	public void setAllowedNetworks(List<String> allowedNetworks) {
		this.allowedNetworks = allowedNetworks;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable Duration getMaxConnectionAge() {
		return this.maxConnectionAge;
	}

	public void setMaxConnectionAge(@Nullable Duration maxConnectionAge) {
		this.maxConnectionAge = maxConnectionAge;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the server's key. With one, all connections of the
		 * server are encrypted. None by default.
		 */
		private @Nullable String bundle;

		/**
		 * Whether clients have to show a certificate that comes from the trust store of
		 * the bundle.
		 */
		private ClientAuthentication clientAuth = ClientAuthentication.NONE;

		/**
		 * How long a whole TLS handshake may take before the connection is closed.
		 */
		private Duration handshakeTimeout = Duration.ofSeconds(10);

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = Blank.unset(bundle);
		}

		public ClientAuthentication getClientAuth() {
			return this.clientAuth;
		}

		public void setClientAuth(ClientAuthentication clientAuth) {
			this.clientAuth = clientAuth;
		}

		public Duration getHandshakeTimeout() {
			return this.handshakeTimeout;
		}

		public void setHandshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
		}

	}

}

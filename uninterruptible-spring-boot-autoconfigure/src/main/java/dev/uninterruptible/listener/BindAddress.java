package dev.uninterruptible.listener;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * Where a listener is asked to listen.
 */
public sealed interface BindAddress {

	/**
	 * Return whether two sockets of a process cannot have both.
	 * @param other another address
	 * @return {@code true} if the kernel would not let one be bound beside the other
	 */
	boolean overlaps(BindAddress other);

	/**
	 * An address and port of the Internet protocols.
	 *
	 * @param address the address, the wildcard {@code ::} for all of IPv4 and IPv6
	 * @param port the port, 0 for any free one
	 */
	record Tcp(InetAddress address, int port) implements BindAddress {

		/**
		 * The highest port there is.
		 */
		public static final int MAX_PORT = 65535;

		/**
		 * Create an address.
		 * @throws IllegalArgumentException if the port is not between 0 and
		 * {@value #MAX_PORT}
		 */
		public Tcp {
			if (port < 0 || port > MAX_PORT) {
				throw new IllegalArgumentException("A port is between 0 and %d, not %d".formatted(MAX_PORT, port));
			}
			if (address.isAnyLocalAddress() && family(address) == StandardProtocolFamily.INET6 && !Ipv6.AVAILABLE) {
				address = Ipv6.IPV4_WILDCARD;
			}
		}

		/**
		 * Create an address from a host's name or literal address.
		 * @param host the host, {@code null} for all addresses
		 * @param port the port, 0 for any free one
		 * @return the address
		 * @throws UnknownHostException if the host does not resolve
		 */
		public static Tcp of(@Nullable String host, int port) throws UnknownHostException {
			return new Tcp(InetAddress.getByName((host != null) ? host : "::"), port);
		}

		/**
		 * A wildcard overlaps all addresses of its family, and that of IPv6 those of IPv4
		 * too.
		 */
		@Override
		public boolean overlaps(BindAddress other) {
			return other instanceof Tcp tcp && this.port == tcp.port && this.port != 0
					&& (this.address.equals(tcp.address) || covers(tcp) || tcp.covers(this));
		}

		private boolean covers(Tcp other) {
			return this.address.isAnyLocalAddress()
					&& (family() == StandardProtocolFamily.INET6 || other.family() == StandardProtocolFamily.INET);
		}

		ProtocolFamily family() {
			return family(this.address);
		}

		private static ProtocolFamily family(InetAddress address) {
			return (address instanceof Inet4Address) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
		}

		InetSocketAddress toSocketAddress() {
			return new InetSocketAddress(this.address, this.port);
		}

		/**
		 * Return whether a socket bound to the given address is what was asked for: the
		 * same address, and the same port unless any was wanted.
		 */
		boolean isSatisfiedBy(InetSocketAddress bound) {
			return this.address.equals(bound.getAddress()) && (this.port == 0 || this.port == bound.getPort());
		}

		@Override
		public String toString() {
			return Listener.describe(toSocketAddress());
		}

	}

}

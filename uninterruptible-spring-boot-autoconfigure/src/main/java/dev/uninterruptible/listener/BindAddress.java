package dev.uninterruptible.listener;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

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
	 * Return whether a socket bound to the given address is what was asked for.
	 * @param bound the local address of a socket
	 * @return {@code true} if it is the same address, and the same port unless any was
	 * wanted
	 */
	boolean isSatisfiedBy(SocketAddress bound);

	/**
	 * Return whether one socket alone can be what is asked for, whatever its name.
	 * @return {@code false} if any port is wanted
	 */
	boolean isDefinite();

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
				throw new IllegalArgumentException("A port is between 0 and %s, not %s".formatted(MAX_PORT, port));
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

		@Override
		public boolean isSatisfiedBy(SocketAddress bound) {
			return bound instanceof InetSocketAddress tcp && this.address.equals(tcp.getAddress())
					&& (this.port == 0 || this.port == tcp.getPort());
		}

		@Override
		public boolean isDefinite() {
			return this.port != 0;
		}

		@Override
		public String toString() {
			return Listener.describe(toSocketAddress());
		}

	}

	/**
	 * A path of a Unix-domain socket.
	 *
	 * @param path the absolute path
	 * @param permissions who may connect: those who may write
	 */
	record Unix(Path path, Set<PosixFilePermission> permissions) implements BindAddress {

		/**
		 * Create an address.
		 * @param path the path, which is made absolute
		 * @param permissions who may connect: those who may write
		 */
		public Unix {
			path = path.toAbsolutePath();
			permissions = Set.copyOf(permissions);
		}

		@Override
		public boolean overlaps(BindAddress other) {
			return other instanceof Unix unix && this.path.equals(unix.path);
		}

		@Override
		public boolean isSatisfiedBy(SocketAddress bound) {
			return bound.equals(toSocketAddress());
		}

		@Override
		public boolean isDefinite() {
			return true;
		}

		UnixDomainSocketAddress toSocketAddress() {
			return UnixDomainSocketAddress.of(this.path);
		}

		@Override
		public String toString() {
			return Listener.describe(toSocketAddress());
		}

	}

}

package dev.uninterruptible.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The networks that clients may come from.
 */
public final class AllowedNetworks {

	/**
	 * Clients may come from everywhere.
	 */
	public static final AllowedNetworks ALL = new AllowedNetworks(List.of());

	private final List<Network> networks;

	private AllowedNetworks(List<Network> networks) {
		this.networks = networks;
	}

	/**
	 * Read networks in CIDR notation: a literal IPv4 or IPv6 address, alone or with a
	 * slash and the length of the prefix. Bits after the prefix do not matter.
	 * IPv4-mapped IPv6 addresses are the IPv4 addresses that they stand for; apart from
	 * that, IPv4 clients are in IPv4 networks only, and IPv6 clients in IPv6 networks.
	 * @param cidrs the networks; without any, clients may come from everywhere
	 * @return the networks
	 * @throws IllegalArgumentException if one of them is not of that form
	 */
	public static AllowedNetworks of(Collection<String> cidrs) {
		return cidrs.isEmpty() ? ALL : new AllowedNetworks(cidrs.stream().map(Network::of).toList());
	}

	/**
	 * Return whether clients may come from everywhere.
	 * @return {@code true} without any network
	 */
	public boolean areAll() {
		return this.networks.isEmpty();
	}

	/**
	 * Return whether a client is in one of the networks.
	 */
	boolean contain(@Nullable SocketAddress client) {
		return client instanceof InetSocketAddress address
				&& this.networks.stream().anyMatch((network) -> network.contains(address.getAddress().getAddress()));
	}

}

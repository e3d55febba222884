package dev.uninterruptible.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that share their first bits. An IPv4-mapped IPv6 address is the IPv4
 * address that it stands for.
 *
 * @param address an address of the network, of 4 or 16 bytes
 * @param prefix how many bits they share
 */
@SuppressWarnings("ArrayRecordComponent")
record Network(byte[] address, int prefix) {

	private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");

	private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

	private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

	private static final int IPV4_LENGTH = 4;

	private static final byte[] MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1 };

	/**
	 * Read a network in CIDR notation.
	 * @param cidr a literal address, alone or with a slash and the length of the prefix;
	 * bits after the prefix do not matter
	 * @return the network
	 * @throws IllegalArgumentException if it is none
	 */
	static Network of(String cidr) {
		Matcher matcher = CIDR.matcher(cidr.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'%s' is no literal address with an optional prefix".formatted(cidr));
		}
		byte[] address = parse(matcher.group(1));
		int bits = address.length * Byte.SIZE;
		int prefix = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : bits;
		if (prefix > bits) {
			throw new IllegalArgumentException("The prefix of '%s' is longer than %s bits".formatted(cidr, bits));
		}
		int mapped = MAPPED.length * Byte.SIZE;
		return (isMapped(address) && prefix >= mapped) ? new Network(unmap(address), prefix - mapped)
				: new Network(address, prefix);
	}

	/**
	 * The JDK looks up no name that is an IPv4 address or has a colon, but it takes an
	 * IPv4-mapped address for IPv4, whatever its prefix.
	 */
	private static byte[] parse(String literal) {
		try {
			if (!literal.contains(":") && !IPV4.matcher(literal).matches()) {
				throw new UnknownHostException(literal);
			}
			byte[] address = InetAddress.getByName(literal).getAddress();
			return (literal.contains(":") && address.length == IPV4_LENGTH) ? map(address) : address;
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("'%s' is no literal IPv4 or IPv6 address".formatted(literal), ex);
		}
	}

	/**
	 * Return whether an address is in this network.
	 * @param candidate the address, of 4 or 16 bytes
	 */
	boolean contains(byte[] candidate) {
		return matches(isMapped(candidate) ? unmap(candidate) : candidate);
	}

	private boolean matches(byte[] other) {
		int whole = this.prefix / Byte.SIZE;
		int rest = this.prefix % Byte.SIZE;
		return other.length == this.address.length && Arrays.equals(other, 0, whole, this.address, 0, whole)
				&& (rest == 0 || ((other[whole] ^ this.address[whole]) & 0xff) >> (Byte.SIZE - rest) == 0);
	}

	private static boolean isMapped(byte[] address) {
		return address.length > MAPPED.length && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
	}

	private static byte[] map(byte[] ipv4) {
		byte[] address = Arrays.copyOf(MAPPED, MAPPED.length + IPV4_LENGTH);
		System.arraycopy(ipv4, 0, address, MAPPED.length, IPV4_LENGTH);
		return address;
	}

	private static byte[] unmap(byte[] mapped) {
		return Arrays.copyOfRange(mapped, MAPPED.length, mapped.length);
	}

}

package dev.uninterruptible.autoconfigure;

import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.BindAddress;

/**
 * Reads an address in the form {@code tcp://host:port}.
 */
final class BindUri {

	private static final Pattern TCP = Pattern.compile("tcp://(?<host>\\[[^]]*]|[^\\[\\]:/]+):(?<port>\\d{1,5})");

	private static final String WILDCARD = "*";

	private BindUri() {
	}

	/**
	 * Read an address.
	 * @param uri the address
	 * @throws IllegalArgumentException if it is none: the message says why
	 */
	static BindAddress parse(String uri) {
		Matcher tcp = TCP.matcher(uri);
		if (!tcp.matches()) {
			throw new IllegalArgumentException(
					"An address is 'tcp://host:port', with an IPv6 address in brackets, and '*' for all addresses.");
		}
		int port = Integer.parseInt(tcp.group("port"));
		if (port > BindAddress.Tcp.MAX_PORT) {
			throw new IllegalArgumentException(ValidatedServer.PORT_RANGE);
		}
		try {
			String host = tcp.group("host");
			return BindAddress.Tcp.of(host.equals(WILDCARD) ? null : host, port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ValidatedServer.UNRESOLVED, ex);
		}
	}

}

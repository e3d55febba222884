package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.posix.SocketFile;

/**
 * Reads an address in the form {@code tcp://host:port} or {@code unix:///path}.
 */
final class BindUri {

	private static final Pattern TCP = Pattern.compile("tcp://(?<host>\\[[^]]*]|[^\\[\\]:/]+):(?<port>\\d{1,5})");

	private static final String UNIX = "unix:///";

	private static final String WILDCARD = "*";

	private BindUri() {
	}

	/**
	 * Read an address.
	 * @param uri the address
	 * @param permissions those of a Unix-domain socket
	 * @throws IllegalArgumentException if it is none: the message says why
	 */
	static BindAddress parse(String uri, Set<PosixFilePermission> permissions) {
		Matcher tcp = TCP.matcher(uri);
		if (tcp.matches()) {
			return tcp(tcp.group("host"), Integer.parseInt(tcp.group("port")));
		}
		if (uri.startsWith(UNIX)) {
			return unix(Path.of(uri.substring(UNIX.length() - 1)), permissions);
		}
		throw new IllegalArgumentException(
				"An address is 'tcp://host:port', with an IPv6 address in brackets and '*' for all addresses, or 'unix:///path'.");
	}

	private static BindAddress tcp(String host, int port) {
		if (port > BindAddress.Tcp.MAX_PORT) {
			throw new IllegalArgumentException(ValidatedAddress.PORT_RANGE);
		}
		try {
			return BindAddress.Tcp.of(host.equals(WILDCARD) ? null : host, port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ValidatedAddress.UNRESOLVED, ex);
		}
	}

	private static BindAddress unix(Path path, Set<PosixFilePermission> permissions) {
		try {
			SocketFile.check(path);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
		return new BindAddress.Unix(path, permissions);
	}

}

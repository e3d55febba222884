package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Where clients connect from. A closed connection keeps its two addresses for a minute.
 * Where there were few left, the kernel would look for one ever longer; so on Linux,
 * which has the whole of 127.0.0.0/8, clients take them in turn.
 */
final class SourceAddress {

	private static final boolean MANY = System.getProperty("os.name").equals("Linux");

	private static final int FIRST_HOST = 2;

	private static final int LAST_HOST = 250;

	private static final int FIRST_PORT = 33_000;

	private static final int LAST_PORT = 60_000;

	private static int host = FIRST_HOST;

	private static int port = FIRST_PORT;

	private SourceAddress() {
	}

	/**
	 * Return the next one, {@code null} to leave it to the system.
	 */
	static @Nullable InetSocketAddress next() throws IOException {
		if (!MANY) {
			return null;
		}
		if (++port > LAST_PORT) {
			port = FIRST_PORT;
			host = (host < LAST_HOST) ? host + 1 : FIRST_HOST;
		}
		return new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) host }), port);
	}

}

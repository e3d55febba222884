package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * Whether this JVM can listen on IPv6, and what the wildcard means where it cannot.
 */
final class Ipv6 {

	static final boolean AVAILABLE = isAvailable();

	static final InetAddress IPV4_WILDCARD = new InetSocketAddress(0).getAddress();

	private Ipv6() {
	}

	private static boolean isAvailable() {
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
			return channel.isOpen();
		}
		catch (UnsupportedOperationException | IOException ex) {
			return false;
		}
	}

}

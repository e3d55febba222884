package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;

import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.OpenDescriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of the JDK around a listening socket that the JDK has not made.
 *
 * @param channel the channel, whose own local address is the throwaway's
 * @param descriptor its descriptor
 */
record GraftedChannel(ServerSocketChannel channel, Descriptor descriptor) {

	private static final Logger logger = LoggerFactory.getLogger(GraftedChannel.class);

	/**
	 * An IPv6 channel takes it too, as the IPv4-mapped address, even where the loopback
	 * interface has no IPv6 address.
	 */
	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private static final int ATTEMPTS = 3;

	/**
	 * Graft a socket. The JDK has no public way to make a channel from a descriptor: bind
	 * a throwaway channel of the same family and replace its descriptor. For a
	 * Unix-domain socket the throwaway is an Internet one all the same, since only the
	 * connections of such a channel have the form of a {@link java.net.Socket}. What the
	 * JDK does with a connected socket is the same for both families, but for the
	 * addresses.
	 * @param socket the socket, whose descriptor is the caller's to close
	 * @return the channel that accepts from it
	 * @throws IOException if the process has no descriptor left
	 */
	static GraftedChannel of(Descriptor socket) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(family(socket));
		try {
			bindThrowaway(channel);
			Descriptor throwaway = OpenDescriptors.findListening((InetSocketAddress) channel.getLocalAddress());
			socket.replace(throwaway);
			return new GraftedChannel(channel, throwaway);
		}
		catch (IOException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Linux has a range of ports for each address of 127.0.0.0/8: where all ports of the
	 * usual one are taken, there are others. Systems that have only the usual one get
	 * that.
	 */
	private static void bindThrowaway(ServerSocketChannel channel) throws IOException {
		for (int i = 0; i < ATTEMPTS; i++) {
			try {
				channel.bind(new InetSocketAddress(InetAddress.getByAddress(anyLoopback()), 0), 1);
				return;
			}
			catch (BindException ex) {
				logger.trace("Another loopback address is tried", ex);
			}
		}
		channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 1);
	}

	private static byte[] anyLoopback() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new byte[] { LOOPBACK[0], (byte) random.nextInt(1, 255), (byte) random.nextInt(1, 255),
				(byte) random.nextInt(1, 255) };
	}

	private static ProtocolFamily family(Descriptor socket) {
		return (socket.family() == StandardProtocolFamily.INET6) ? StandardProtocolFamily.INET6
				: StandardProtocolFamily.INET;
	}

}

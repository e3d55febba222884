package dev.uninterruptible.listener;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.ServerSocketChannel;

import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.OpenDescriptors;

/**
 * A listening socket that came from the predecessor. Nobody accepts from it until a
 * listener adopts it.
 */
public final class InheritedSocket implements Closeable {

	/**
	 * An IPv6 channel takes it too, as the IPv4-mapped address, even where the loopback
	 * interface has no IPv6 address.
	 */
	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private final String name;

	private final Descriptor descriptor;

	private final InetSocketAddress address;

	private final ProtocolFamily family;

	private InheritedSocket(String name, Descriptor descriptor, InetSocketAddress address, ProtocolFamily family) {
		this.name = name;
		this.descriptor = descriptor;
		this.address = address;
		this.family = family;
	}

	/**
	 * Check what the predecessor passed.
	 * @param name the listener's name
	 * @param announced the address that it was announced with
	 * @param descriptor the descriptor, which belongs to the result from now on
	 * @return the socket
	 * @throws IOException if the descriptor is not a socket that listens there
	 */
	public static InheritedSocket of(String name, String announced, Descriptor descriptor) throws IOException {
		InetSocketAddress address = descriptor.localAddress();
		ProtocolFamily family = descriptor.family();
		if (address == null || family == null || !descriptor.isListeningStream()) {
			throw new IOException(
					"What was passed for listener '%s' is not a socket that listens for connections".formatted(name));
		}
		if (!Listener.describe(address).equals(announced)) {
			throw new IOException("The socket passed for listener '%s' listens on %s, not on %s as announced"
				.formatted(name, Listener.describe(address), announced));
		}
		return new InheritedSocket(name, descriptor, address, family);
	}

	/**
	 * Return the listener's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where the socket listens.
	 * @return the local address
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Graft the socket into a channel of the JDK, which has no public way to make one
	 * from a descriptor: bind a throwaway channel of the same family and replace its
	 * descriptor by this one.
	 * @param backlog how many connections may wait to be accepted from now on
	 * @return the channel that accepts from this socket, with its new descriptor
	 * @throws IOException if the process has no descriptor left
	 */
	Grafted graft(int backlog) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(this.family);
		try {
			channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
			Descriptor throwaway = OpenDescriptors.findListening((InetSocketAddress) channel.getLocalAddress());
			this.descriptor.listen(backlog);
			this.descriptor.replace(throwaway);
			return new Grafted(channel, throwaway);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Close the socket in this process.
	 */
	@Override
	public void close() {
		this.descriptor.close();
	}

	/**
	 * A channel of the JDK around an inherited socket.
	 *
	 * @param channel the channel, whose own local address is the throwaway's
	 * @param descriptor its descriptor
	 */
	record Grafted(ServerSocketChannel channel, Descriptor descriptor) {

	}

}

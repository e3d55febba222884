package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A channel of the JDK that listens on a free port of the loopback interface.
 *
 * @param channel the channel
 */
record LoopbackServer(ServerSocketChannel channel) implements Closeable {

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	static LoopbackServer open() throws IOException {
		return open(StandardProtocolFamily.INET, InetAddress.getByAddress(LOOPBACK));
	}

	static LoopbackServer open(ProtocolFamily family, InetAddress address) throws IOException {
		return new LoopbackServer(ServerSocketChannel.open(family).bind(new InetSocketAddress(address, 0)));
	}

	InetSocketAddress address() throws IOException {
		return (InetSocketAddress) this.channel.getLocalAddress();
	}

	Descriptor descriptor() throws IOException {
		return OpenDescriptors.findListening(address());
	}

	SocketChannel connect() throws IOException {
		return SocketChannel.open(address());
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}

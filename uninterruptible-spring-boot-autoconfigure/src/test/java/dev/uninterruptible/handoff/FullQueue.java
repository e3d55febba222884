package dev.uninterruptible.handoff;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket from which nobody accepts, as if its process were stopped, and whose queue has
 * no room left.
 *
 * @param socket the socket
 * @param waiting the connections in the queue
 */
record FullQueue(ServerSocketChannel socket, List<SocketChannel> waiting) implements Closeable {

	static FullQueue at(Path path) throws IOException {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
		FullQueue queue = new FullQueue(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1),
				new ArrayList<>());
		while (connect(queue.newClient(), address)) {
			// Until it is full
		}
		return queue;
	}

	private SocketChannel newClient() throws IOException {
		SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
		this.waiting.add(client);
		client.configureBlocking(false);
		return client;
	}

	private static boolean connect(SocketChannel client, UnixDomainSocketAddress address) {
		try {
			return client.connect(address);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (SocketChannel client : this.waiting) {
			client.close();
		}
	}

}

package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Connections on which one message went to and fro, and then none. At the end they have
 * to carry one more.
 */
final class IdleConnections implements AutoCloseable {

	/**
	 * How many connections there are to be.
	 */
	static final int WANTED = 10_000;

	private static final int OTHER_DESCRIPTORS = 200;

	private static final int WARM_UPS = 3;

	private final List<SocketChannel> connections = new ArrayList<>();

	private IdleConnections() {
	}

	/**
	 * Return how many of them a process may have: fewer than wanted where the limit of
	 * open files is too low.
	 */
	static int possible() {
		long limit = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getMaxFileDescriptorCount() : Long.MAX_VALUE;
		return (int) Math.min(WANTED, limit - OTHER_DESCRIPTORS);
	}

	/**
	 * Measure what each connection needs in the process of a server, which has had as
	 * many several times before: frames of a stack are larger until they are compiled.
	 * @param server the server
	 * @param count how many connections to open
	 * @return bytes for each connection
	 * @throws IOException if a connection is lost
	 */
	static Memory measure(ServerProcess server, int count) throws IOException {
		for (int i = 0; i < WARM_UPS; i++) {
			open(server.address(), count).close();
		}
		Memory before = server.memory();
		try (IdleConnections connections = open(server.address(), count)) {
			Memory after = server.memory();
			connections.exchange();
			return after.perConnectionSince(before, count);
		}
	}

	private static IdleConnections open(InetSocketAddress server, int count) throws IOException {
		IdleConnections idle = new IdleConnections();
		for (int i = 0; i < count; i++) {
			SocketChannel connection = SocketChannel.open(StandardProtocolFamily.INET);
			idle.connections.add(connection);
			connection.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			connection.bind(SourceAddress.next());
			connection.connect(server);
		}
		idle.exchange();
		return idle;
	}

	private void exchange() throws IOException {
		ByteBuffer message = ByteBuffer.allocateDirect(1);
		for (SocketChannel connection : this.connections) {
			connection.write(message.clear());
			if (connection.read(message.clear()) != 1) {
				throw new IOException("The server has closed a connection");
			}
		}
	}

	/**
	 * Close them, the server first, so that it has nothing left of them.
	 */
	@Override
	public void close() throws IOException {
		for (SocketChannel connection : this.connections) {
			connection.shutdownOutput();
		}
		ByteBuffer end = ByteBuffer.allocateDirect(1);
		for (SocketChannel connection : this.connections) {
			if (connection.read(end) >= 0) {
				throw new IOException("The server has sent what nobody asked for");
			}
			connection.close();
		}
	}

}

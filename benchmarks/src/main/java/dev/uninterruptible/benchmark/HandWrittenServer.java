package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The shortest correct loop: a thread accepts, a virtual thread serves each connection
 * and closes it.
 */
final class HandWrittenServer {

	private HandWrittenServer() {
	}

	/**
	 * Start a server.
	 * @param loop how it accepts
	 * @param threads the threads that do
	 * @return the port
	 */
	static int start(Loop loop, Thread.Builder... threads) throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Contestant.BACKLOG);
		for (Thread.Builder thread : threads) {
			thread.name("accept").start(() -> run(loop, server));
		}
		return server.socket().getLocalPort();
	}

	private static void run(Loop loop, ServerSocketChannel server) {
		try {
			loop.acceptAll(server);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait in {@code accept} for each connection.
	 */
	static void block(ServerSocketChannel server) throws IOException {
		while (true) {
			serve(server.accept());
		}
	}

	/**
	 * Accept what there is, then wait in {@code select}.
	 */
	static void select(ServerSocketChannel server) throws IOException {
		Selector selector = Selector.open();
		server.configureBlocking(false);
		server.register(selector, SelectionKey.OP_ACCEPT);
		while (true) {
			SocketChannel client = server.accept();
			while (client != null) {
				serve(client);
				client = server.accept();
			}
			selector.select((ready) -> {
			});
		}
	}

	private static void serve(SocketChannel client) {
		Thread.startVirtualThread(() -> echo(client));
	}

	private static void echo(SocketChannel client) {
		try (client) {
			Echo.echo(client.socket());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A way to accept.
	 */
	@FunctionalInterface
	interface Loop {

		void acceptAll(ServerSocketChannel server) throws IOException;

	}

}

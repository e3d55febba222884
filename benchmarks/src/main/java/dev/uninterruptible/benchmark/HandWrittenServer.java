package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The shortest correct loop: a platform thread accepts, a virtual thread serves each
 * connection and closes it.
 */
final class HandWrittenServer {

	private HandWrittenServer() {
	}

	static int start() throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Contestant.BACKLOG);
		Thread.ofPlatform().name("accept").start(() -> acceptAll(server));
		return server.socket().getLocalPort();
	}

	private static void acceptAll(ServerSocketChannel server) {
		try {
			while (true) {
				SocketChannel client = server.accept();
				Thread.startVirtualThread(() -> serve(client));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void serve(SocketChannel client) {
		try (client) {
			Echo.echo(client.socket());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The shortest correct loop: a platform thread accepts, a virtual thread serves each
 * connection and closes it.
 */
final class HandWrittenServer {

	private HandWrittenServer() {
	}

	static int start() throws IOException {
		ServerSocket server = new ServerSocket(0, Contestant.BACKLOG, InetAddress.getLoopbackAddress());
		Thread.ofPlatform().name("accept").start(() -> acceptAll(server));
		return server.getLocalPort();
	}

	private static void acceptAll(ServerSocket server) {
		try {
			while (true) {
				Socket client = server.accept();
				Thread.startVirtualThread(() -> serve(client));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void serve(Socket client) {
		try (client) {
			Echo.echo(client);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

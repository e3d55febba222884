package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody else gets between their choice and the moment when a server binds
 * them: this JVM has each of them bound until it ends. Only a socket that listens keeps
 * others from a port where both have {@code SO_REUSEADDR}, as all servers have, and these
 * sockets do not listen. They get the option once they are bound, and so two who choose
 * never choose the same.
 */
final class FreePorts {

	/**
	 * Below those that the system gives to clients.
	 */
	private static final int LOWEST = 10240;

	private static final int HIGHEST = 32767;

	private static final Queue<Socket> RESERVED = new ConcurrentLinkedQueue<>();

	private FreePorts() {
	}

	static int reserve() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
			try {
				Socket socket = bind(port);
				RESERVED.add(socket);
				return port;
			}
			catch (BindException ex) {
				// Somebody else has it
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private static Socket bind(int port) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setReuseAddress(false);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.setReuseAddress(true);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

}

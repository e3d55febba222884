package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A program for a network of its own, in which only few ports are chosen freely: it takes
 * all of them on the usual loopback address, and then inherits a listener.
 */
final class PortlessProgram {

	private PortlessProgram() {
	}

	public static void main(String[] arguments) throws Exception {
		ListenerRegistry before = new ListenerRegistry();
		Listener listener = before.open("server", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 6789), 1);
		List<ServerSocketChannel> taken = takeAllPorts();
		ListenerRegistry successor = Handover.registry(listener);
		System.out
			.println(successor.open("server", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 6789), 1).location()
					+ " without " + taken.size() + " ports");
	}

	private static List<ServerSocketChannel> takeAllPorts() {
		List<ServerSocketChannel> taken = new ArrayList<>();
		try {
			while (true) {
				ServerSocketChannel channel = ServerSocketChannel.open();
				taken.add(channel);
				channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			}
		}
		catch (IOException ex) {
			return taken;
		}
	}

}

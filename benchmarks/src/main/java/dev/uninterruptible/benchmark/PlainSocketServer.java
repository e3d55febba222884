package dev.uninterruptible.benchmark;

import java.net.InetAddress;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.ServerSettings;
import dev.uninterruptible.server.SocketServer;

/**
 * The SocketServer as the auto-configuration makes it, without the application context
 * around it, which no connection ever meets.
 */
final class PlainSocketServer {

	private PlainSocketServer() {
	}

	static int start() {
		ListenerRegistry listeners = new ListenerRegistry();
		BindAddress address = new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0);
		ServerSettings settings = new ServerSettings("default", address, Contestant.BACKLOG);
		new SocketServer(settings, Echo::echo, listeners).start();
		listeners.resume();
		return listeners.listeners().getFirst().address().getPort();
	}

}

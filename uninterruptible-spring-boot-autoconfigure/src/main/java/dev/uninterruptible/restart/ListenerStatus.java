package dev.uninterruptible.restart;

import dev.uninterruptible.listener.Listener;

/**
 * A listener of this process.
 *
 * @param name the name by which predecessor and successor know it
 * @param address where it listens
 * @param activeConnections how many of its connections are open
 */
public record ListenerStatus(String name, String address, int activeConnections) {

	static ListenerStatus of(Listener listener, int activeConnections) {
		return new ListenerStatus(listener.name(), listener.location(), activeConnections);
	}

}

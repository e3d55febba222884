package dev.uninterruptible.restart;

import dev.uninterruptible.listener.Listener;

/**
 * A listener of this process.
 *
 * @param name the name by which predecessor and successor know it
 * @param address where it listens
 */
public record ListenerStatus(String name, String address) {

	static ListenerStatus of(Listener listener) {
		return new ListenerStatus(listener.name(), Listener.describe(listener.address()));
	}

}

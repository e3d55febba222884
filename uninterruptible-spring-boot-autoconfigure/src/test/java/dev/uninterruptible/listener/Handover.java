package dev.uninterruptible.listener;

import java.io.IOException;
import java.util.List;

import dev.uninterruptible.posix.PassedDescriptors;

/**
 * Hands over listeners within this process.
 */
final class Handover {

	private Handover() {
	}

	static InheritedSocket socket(Listener listener) throws IOException {
		return InheritedSocket.of(listener.name(), listener.location(), listener.fileKey(),
				PassedDescriptors.pass(List.of(listener.descriptor())).getFirst());
	}

	static ListenerRegistry registry(Listener... listeners) throws IOException {
		InheritedSocket[] sockets = new InheritedSocket[listeners.length];
		for (int i = 0; i < sockets.length; i++) {
			sockets[i] = socket(listeners[i]);
		}
		return new ListenerRegistry(List.of(sockets));
	}

}

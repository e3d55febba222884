package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.Socket;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandoffRehearsal}.
 */
class HandoffRehearsalTests {

	@Test
	void listenerAcceptsAfterItWasHandedOverToThisProcess() throws IOException {
		ListenerRegistry listeners = new ListenerRegistry();
		Listener listener = listeners.open("server", BindAddress.Tcp.of("127.0.0.1", 0), 8);
		try (ListenerChannel channel = listener.openChannel()) {
			listeners.resume();
			HandoffRehearsal.run(listeners.listeners());
			try (Socket client = new Socket(listener.address().getAddress(), listener.address().getPort());
					Socket accepted = channel.accept().socket()) {
				assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
			}
		}
		listeners.close();
	}

}

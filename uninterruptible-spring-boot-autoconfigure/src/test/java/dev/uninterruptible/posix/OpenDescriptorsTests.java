package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link OpenDescriptors}.
 */
class OpenDescriptorsTests {

	private static final int MANY = 20;

	@Test
	void findListeningFindsTheListeningSocket() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			Descriptor found = OpenDescriptors.findListening(server.address());
			assertThat(found.isListeningStream()).isTrue();
			assertThat(found.localAddress()).isEqualTo(server.address());
		}
	}

	@Test
	void findListeningFindsNoAcceptedSocketOfTheSamePort() throws IOException {
		List<SocketChannel> channels = new ArrayList<>();
		try (LoopbackServer server = LoopbackServer.open()) {
			InetSocketAddress address = server.address();
			Descriptor listening = OpenDescriptors.findListening(address);
			for (int i = 0; i < MANY; i++) {
				channels.add(server.connect());
				channels.add(server.channel().accept());
			}
			assertThat(OpenDescriptors.findListening(address).number()).isEqualTo(listening.number());
			server.channel().close();
			assertThatIOException().isThrownBy(() -> OpenDescriptors.findListening(address))
				.withMessageContaining(Integer.toString(address.getPort()));
		}
		finally {
			for (SocketChannel channel : channels) {
				channel.close();
			}
		}
	}

	@Test
	void findListeningTellsPortsApart() throws IOException {
		try (LoopbackServer one = LoopbackServer.open(); LoopbackServer other = LoopbackServer.open()) {
			assertThat(OpenDescriptors.findListening(one.address()).number())
				.isNotEqualTo(OpenDescriptors.findListening(other.address()).number());
		}
	}

}

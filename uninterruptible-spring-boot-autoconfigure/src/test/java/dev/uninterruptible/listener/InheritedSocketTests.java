package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.OpenDescriptors;
import dev.uninterruptible.posix.PassedDescriptors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link InheritedSocket}.
 */
class InheritedSocketTests {

	@Test
	void socketThatListensWhereAnnouncedIsTaken() throws IOException {
		try (ServerSocketChannel channel = listen()) {
			InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
			try (InheritedSocket socket = InheritedSocket.of("server", Listener.describe(address), null,
					PassedDescriptors.of(channel))) {
				assertThat(socket.name()).isEqualTo("server");
				assertThat(socket.address()).isEqualTo(address);
			}
		}
	}

	@Test
	void socketThatListensElsewhereIsRefused() throws IOException {
		try (ServerSocketChannel channel = listen(); Descriptor descriptor = PassedDescriptors.of(channel)) {
			assertThatIOException().isThrownBy(() -> InheritedSocket.of("server", "127.0.0.1:1", null, descriptor))
				.withMessageContaining("'server'")
				.withMessageContaining("not on 127.0.0.1:1 as announced");
		}
	}

	@Test
	void descriptorThatDoesNotListenIsRefused() throws IOException {
		ServerSocketChannel channel = listen();
		InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
		Descriptor descriptor = OpenDescriptors.findListening(address);
		channel.close();
		assertThatIOException()
			.isThrownBy(() -> InheritedSocket.of("server", Listener.describe(address), null, descriptor))
			.withMessageContaining("'server' is not a socket that listens");
	}

	@Test
	void closeClosesOnlyItsOwnDescriptor() throws IOException {
		try (ServerSocketChannel channel = listen()) {
			Descriptor original = OpenDescriptors.findListening((InetSocketAddress) channel.getLocalAddress());
			Descriptor passed = PassedDescriptors.pass(List.of(original)).getFirst();
			InheritedSocket.of("server", Listener.describe((InetSocketAddress) channel.getLocalAddress()), null, passed)
				.close();
			assertThat(passed.isListeningStream()).isFalse();
			assertThat(original.isListeningStream()).isTrue();
		}
	}

	@Test
	void graftedChannelIsNoLongerAtTheThrowawaysAddress() throws IOException {
		try (ServerSocketChannel channel = listen();
				InheritedSocket socket = InheritedSocket.of("server",
						Listener.describe((InetSocketAddress) channel.getLocalAddress()), null,
						PassedDescriptors.of(channel))) {
			GraftedChannel grafted = socket.graft();
			try (ServerSocketChannel graft = grafted.channel()) {
				assertThat(grafted.descriptor().localAddress()).isEqualTo(channel.getLocalAddress());
				InetSocketAddress throwaway = (InetSocketAddress) graft.getLocalAddress();
				assertThatIOException().isThrownBy(() -> OpenDescriptors.findListening(throwaway));
			}
		}
	}

	private static ServerSocketChannel listen() throws IOException {
		return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

}

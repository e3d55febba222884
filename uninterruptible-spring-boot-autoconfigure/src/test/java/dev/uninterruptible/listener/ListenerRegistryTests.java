package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ListenerRegistry}.
 */
class ListenerRegistryTests {

	private static final String LOCAL = "127.0.0.1";

	private static final int BACKLOG = 16;

	private final List<ListenerRegistry> registries = new ArrayList<>();

	private final ListenerRegistry predecessor = register(new ListenerRegistry());

	@AfterEach
	void close() {
		this.registries.forEach(ListenerRegistry::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { LOCAL, "0.0.0.0", "::1", "::" })
	void inheritedListenerAcceptsWhatThePredecessorLeft(String host) throws IOException {
		assumeThat(Ipv6.AVAILABLE || !host.contains(":")).isTrue();
		Listener before = this.predecessor.open("server", tcp(host, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("server", tcp(host, before.address().getPort()), BACKLOG);
		assertThat(after.address()).isEqualTo(before.address());
		this.predecessor.close();
		assertAccepts(successor, after);
	}

	@Test
	void optionsOfASuccessorCountOnceThePredecessorHasLeft() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("server", tcp(LOCAL, 0), BACKLOG);
		int size = before.selectableChannel().getOption(StandardSocketOptions.SO_RCVBUF);
		try (ListenerChannel channel = after.openChannel()) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, size / 4);
			assertThat(before.selectableChannel().getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(size);
			successor.own();
			assertThat(before.selectableChannel().getOption(StandardSocketOptions.SO_RCVBUF)).isLessThan(size);
			channel.setOption(StandardSocketOptions.SO_RCVBUF, size / 2);
			assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF))
				.isEqualTo(before.selectableChannel().getOption(StandardSocketOptions.SO_RCVBUF))
				.isGreaterThan(size / 4);
		}
	}

	@Test
	void inheritedWildcardAcceptsBothFamilies() throws IOException {
		assumeThat(Ipv6.AVAILABLE).isTrue();
		Listener before = this.predecessor.open("server", tcp("::", 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("server", tcp("::", 0), BACKLOG);
		successor.resume();
		for (String host : List.of(LOCAL, "::1")) {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), after.address().getPort());
			try (SocketChannel client = SocketChannel.open(address);
					ListenerChannel channel = after.openChannel();
					SocketChannel accepted = channel.accept()) {
				assertThat(accepted.socket().getPort()).isEqualTo(client.socket().getLocalPort());
			}
		}
	}

	@Test
	void linkLocalAddressIsInherited() throws IOException {
		Optional<InetAddress> linkLocal = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address instanceof Inet6Address && address.isLinkLocalAddress())
			.findFirst();
		assumeThat(linkLocal).isPresent();
		BindAddress address = new BindAddress.Tcp(linkLocal.get(), 0);
		Listener before = this.predecessor.open("server", address, BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		assertThat(successor.open("server", address, BACKLOG).address().getPort())
			.isEqualTo(before.address().getPort());
	}

	@Test
	void portZeroKeepsThePredecessorsPort() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		assertThat(successor.open("server", tcp(LOCAL, 0), BACKLOG).address()).isEqualTo(before.address());
	}

	@Test
	void portZeroTakesNoSocketOfAnotherName() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		assertThat(successor.open("other", tcp(LOCAL, 0), BACKLOG).address()).isNotEqualTo(before.address());
	}

	@Test
	void sameAddressUnderAnotherNameIsInherited() throws IOException {
		Listener before = this.predecessor.open("before", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("after", tcp(LOCAL, before.address().getPort()), BACKLOG);
		assertThat(after.name()).isEqualTo("after");
		assertAccepts(successor, after);
	}

	@Test
	void ownNameIsPreferredToTheSameAddress() throws IOException {
		Listener one = this.predecessor.open("one", tcp(LOCAL, 0), BACKLOG);
		Listener two = this.predecessor.open("two", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(one, two));
		assertThat(successor.open("two", tcp(LOCAL, 0), BACKLOG).address()).isEqualTo(two.address());
		assertThat(successor.open("one", tcp(LOCAL, 0), BACKLOG).address()).isEqualTo(one.address());
	}

	@Test
	void changedAddressIsBoundAnew() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("server", tcp("127.0.0.2", 0), BACKLOG);
		assertThat(after.address().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
		assertAccepts(successor, after);
	}

	@Test
	void unclaimedSocketIsClosed() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		successor.closeUnclaimed();
		this.predecessor.close();
		assertThatIOException().isThrownBy(() -> SocketChannel.open(before.address()).close());
	}

	@Test
	void claimedSocketIsNotClosedWithTheUnclaimed() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		Listener after = successor.open("server", tcp(LOCAL, 0), BACKLOG);
		successor.closeUnclaimed();
		this.predecessor.close();
		assertAccepts(successor, after);
	}

	@Test
	void closeClosesEverySocketOfThisProcess() throws IOException {
		Listener claimed = this.predecessor.open("claimed", tcp(LOCAL, 0), BACKLOG);
		Listener unclaimed = this.predecessor.open("unclaimed", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(claimed, unclaimed));
		successor.open("claimed", tcp(LOCAL, 0), BACKLOG);
		this.predecessor.close();
		successor.close();
		assertThatIOException().isThrownBy(() -> SocketChannel.open(claimed.address()).close());
		assertThatIOException().isThrownBy(() -> SocketChannel.open(unclaimed.address()).close());
	}

	@Test
	void closeInOneProcessLeavesTheOtherListening() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		successor.open("server", tcp(LOCAL, 0), BACKLOG);
		successor.close();
		assertAccepts(this.predecessor, before);
	}

	@Test
	void listenersOfASuccessorArePausedUntilItResumes() throws Exception {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		ListenerChannel channel = successor.open("server", tcp(LOCAL, 0), BACKLOG).openChannel();
		try (SocketChannel client = SocketChannel.open(before.address())) {
			AcceptingThread accepting = new AcceptingThread(channel).awaitMethod("awaitUninterruptibly");
			successor.resume();
			try (SocketChannel accepted = accepting.get()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			}
		}
	}

	@Test
	void openReturnsTheListenerThatIsOpenAlready() throws IOException {
		Listener listener = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		assertThat(this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG)).isSameAs(listener);
		assertThat(this.predecessor.listeners()).containsExactly(listener);
	}

	@Test
	void openElsewhereClosesTheListenerOfTheSameName() throws IOException {
		Listener before = this.predecessor.open("server", tcp(LOCAL, 0), BACKLOG);
		Listener after = this.predecessor.open("server", tcp("127.0.0.2", 0), BACKLOG);
		assertThatIOException().isThrownBy(() -> SocketChannel.open(before.address()).close());
		assertThat(this.predecessor.listeners()).containsExactly(after);
	}

	@Test
	void openWhereSomebodyListensThrowsWithNameAndAddress() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			BindAddress address = tcp(LOCAL, taken.getLocalPort());
			assertThatExceptionOfType(ListenerBindException.class)
				.isThrownBy(() -> this.predecessor.open("server", address, BACKLOG))
				.withMessageContaining("'server'")
				.withMessageContaining(LOCAL + ":" + taken.getLocalPort())
				.satisfies((ex) -> {
					assertThat(ex.listener()).isEqualTo("server");
					assertThat(ex.address()).isEqualTo(address);
				});
			assertThat(this.predecessor.listeners()).isEmpty();
		}
	}

	@Test
	void activeConnectionsAreThoseOfAllHolders() {
		Holder one = new Holder("one", 3);
		Holder two = new Holder("two", 4);
		this.predecessor.add(one);
		this.predecessor.add(two);
		assertThat(this.predecessor.activeConnections()).isEqualTo(7);
		assertThat(this.predecessor.activeConnections("one")).isEqualTo(3);
		this.predecessor.remove(one);
		assertThat(this.predecessor.activeConnections()).isEqualTo(4);
		assertThat(this.predecessor.drainables()).containsExactly(two);
	}

	private ListenerRegistry register(ListenerRegistry registry) {
		this.registries.add(registry);
		return registry;
	}

	private static BindAddress tcp(String host, int port) throws IOException {
		return BindAddress.Tcp.of(host, port);
	}

	private static void assertAccepts(ListenerRegistry registry, Listener listener) throws IOException {
		registry.resume();
		try (SocketChannel client = SocketChannel.open(listener.address());
				ListenerChannel channel = listener.openChannel();
				SocketChannel accepted = channel.accept()) {
			assertThat(accepted.socket().getPort()).isEqualTo(client.socket().getLocalPort());
		}
	}

	private record Holder(String listener, int activeConnections) implements Drainable {

		@Override
		public CompletableFuture<Void> drain() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void resume() {
		}

		@Override
		public void closeConnections() {
		}

	}

	@Test
	void addressThatOverlapsThePredecessorsIsNamed() throws IOException {
		Listener before = register(new ListenerRegistry()).open("server", tcp(LOCAL, 0), BACKLOG);
		ListenerRegistry successor = register(Handover.registry(before));
		assertThatExceptionOfType(ListenerBindException.class)
			.isThrownBy(() -> successor.open("server", tcp("0.0.0.0", before.address().getPort()), BACKLOG))
			.withNoCause()
			.withMessageEndingWith("the predecessor listens on " + before.location())
			.satisfies((ex) -> assertThat(ex.predecessorsAddress()).isEqualTo(before.location()));
	}

}

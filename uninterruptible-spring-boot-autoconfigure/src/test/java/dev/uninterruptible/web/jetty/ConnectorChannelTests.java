package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectorChannel} and {@link AcceptedConnections}.
 */
@Timeout(30)
class ConnectorChannelTests {

	private static final int CONNECTIONS = 200;

	private final ListenerRegistry registry = new ListenerRegistry();

	private final AcceptedConnections accepted = new AcceptedConnections();

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@SuppressWarnings("NullAway.Init")
	private ConnectorChannel channel;

	@BeforeEach
	void open() throws IOException {
		this.listener = this.registry.open("test", BindAddress.Tcp.of("127.0.0.1", 0), CONNECTIONS);
		this.channel = new ConnectorChannel(this.listener.openChannel(), this.accepted);
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void connectionCountsAsSoonAsItIsAccepted() throws Exception {
		try (SocketChannel client = SocketChannel.open(this.listener.address());
				SocketChannel connection = this.channel.accept()) {
			assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(this.accepted.count()).isOne();
			CompletableFuture<Void> empty = this.accepted.drain().begin();
			assertThat(empty).isNotDone();
			this.accepted.onClosed(connection);
			assertThat(empty).isDone();
			assertThat(this.accepted.count()).isZero();
		}
	}

	@Test
	void connectionThatJettyCouldNotTakeIsNotCounted() throws Exception {
		try (SocketChannel client = SocketChannel.open(this.listener.address());
				SocketChannel connection = this.channel.accept()) {
			assertThat(client.isConnected()).isTrue();
			this.accepted.onAcceptFailed(connection, new IOException());
			assertThat(this.accepted.drain().begin()).isDone();
		}
	}

	@Test
	void connectionThatNeverReachedJettyIsClosedBeforeTheNextIsAccepted() throws Exception {
		try (SocketChannel client = SocketChannel.open(this.listener.address());
				SocketChannel lost = this.channel.accept()) {
			assertThat(this.accepted.count()).isOne();
			try (SocketChannel next = SocketChannel.open(this.listener.address());
					SocketChannel connection = this.channel.accept()) {
				assertThat(connection.getRemoteAddress()).isEqualTo(next.getLocalAddress());
				assertThat(lost.isOpen()).isFalse();
				assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
				assertThat(this.accepted.count()).isOne();
			}
		}
	}

	@Test
	void connectionThatJettyHasTakenIsLeftToIt() throws Exception {
		try (SocketChannel client = SocketChannel.open(this.listener.address());
				SocketChannel taken = this.channel.accept()) {
			assertThat(client.isConnected()).isTrue();
			this.accepted.onAccepting(taken);
			try (SocketChannel next = SocketChannel.open(this.listener.address());
					SocketChannel connection = this.channel.accept()) {
				assertThat(connection.getRemoteAddress()).isEqualTo(next.getLocalAddress());
				assertThat(taken.isOpen()).isTrue();
				assertThat(this.accepted.count()).isEqualTo(2);
			}
		}
	}

	@Test
	void anyNumberOfThreadsMayAccept() throws Exception {
		List<SocketChannel> clients = new ArrayList<>();
		Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
		Callable<Void> acceptor = () -> {
			while (true) {
				SocketChannel connection = this.channel.accept();
				this.accepted.onAccepting(connection);
				connections.add(connection);
			}
		};
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			List<Future<Void>> acceptors = List.of(threads.submit(acceptor), threads.submit(acceptor),
					threads.submit(acceptor));
			for (int i = 0; i < CONNECTIONS; i++) {
				clients.add(SocketChannel.open(this.listener.address()));
			}
			Awaitility.await().until(() -> connections.size() == CONNECTIONS);
			this.listener.close();
			for (Future<Void> ended : acceptors) {
				assertThat(ended).failsWithin(10, TimeUnit.SECONDS)
					.withThrowableOfType(ExecutionException.class)
					.withCauseInstanceOf(ClosedByInterruptException.class);
			}
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
			for (SocketChannel connection : connections) {
				connection.close();
			}
		}
	}

	@Test
	void channelStaysOpenWhenTheListenerIsClosed() throws IOException {
		this.listener.close();
		assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(this.channel::accept);
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void listenerStaysOpenWhenTheChannelIsClosed() throws IOException {
		this.channel.close();
		try (SocketChannel client = SocketChannel.open(this.listener.address());
				ConnectorChannel next = new ConnectorChannel(this.listener.openChannel(), this.accepted);
				SocketChannel connection = next.accept()) {
			assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void portIsThatOfTheListener() throws IOException {
		assertThat(this.channel.getLocalAddress()).isEqualTo(this.listener.address());
		assertThat(this.channel.socket().getLocalPort()).isEqualTo(this.listener.address().getPort());
	}

}

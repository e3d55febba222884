package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.posix.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ListenerChannel}.
 */
class ListenerChannelTests {

	private static final String PAUSED = "awaitUninterruptibly";

	private static final String WAITING = "select";

	private final ListenerRegistry registry = new ListenerRegistry();

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@SuppressWarnings("NullAway.Init")
	private ListenerChannel channel;

	@BeforeEach
	void open() throws IOException {
		this.listener = this.registry.open("test", BindAddress.Tcp.of("127.0.0.1", 0), 64);
		this.channel = this.listener.openChannel();
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void acceptReturnsABlockingConnection() throws IOException {
		try (SocketChannel client = connect(); SocketChannel accepted = this.channel.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(accepted.isBlocking()).isTrue();
		}
	}

	@Test
	void acceptReturnsWhatWasAdmitted() throws IOException {
		List<SocketChannel> admitted = new ArrayList<>();
		try (SocketChannel client = connect(); SocketChannel accepted = this.channel.accept(admitted::add)) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(admitted).containsExactly(accepted);
		}
	}

	@Test
	void connectionThatIsNotAdmittedIsClosed() throws IOException {
		try (SocketChannel client = connect()) {
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.channel.accept((connection) -> {
				throw new OutOfMemoryError("unable to create native thread");
			}));
			assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
		try (SocketChannel client = connect(); SocketChannel accepted = this.channel.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void acceptWaitsForAConnection() throws Exception {
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(WAITING);
		try (SocketChannel client = connect(); SocketChannel accepted = accepting.get()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void acceptWaitsWhilePausedAndGoesOnAfterResume() throws Exception {
		this.listener.pause();
		try (SocketChannel client = connect()) {
			AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(PAUSED);
			assertThat(accepting.isDone()).isFalse();
			this.listener.resume();
			try (SocketChannel accepted = accepting.get()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			}
		}
	}

	@Test
	void acceptThatWaitsTakesNothingOncePaused() throws Exception {
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(WAITING);
		this.listener.pause();
		try (SocketChannel client = connect()) {
			accepting.awaitMethod(PAUSED);
			assertThat(accepting.isDone()).isFalse();
			this.listener.resume();
			try (SocketChannel accepted = accepting.get()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			}
		}
	}

	@Test
	void connectionsThatQueuedWhilePausedAreAcceptedInTheirOrder() throws IOException {
		this.listener.pause();
		List<SocketChannel> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 20; i++) {
				clients.add(connect());
			}
			this.listener.resume();
			for (SocketChannel client : clients) {
				try (SocketChannel accepted = this.channel.accept()) {
					assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
				}
			}
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
	}

	@Test
	void connectionsThatQueuedWhileClosedAreAcceptedByTheNextChannel() throws IOException {
		this.channel.close();
		try (SocketChannel client = connect();
				ListenerChannel next = this.listener.openChannel();
				SocketChannel accepted = next.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void closeWakesAThreadThatAccepts() throws Exception {
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(WAITING);
		this.channel.close();
		assertThatThrownBy(accepting::get).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void closeWakesAThreadThatIsPaused() throws Exception {
		this.listener.pause();
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(PAUSED);
		this.channel.close();
		assertThatThrownBy(accepting::get).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void closeOfTheListenerWakesAThreadThatAccepts() throws Exception {
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(WAITING);
		this.listener.close();
		assertThatThrownBy(accepting::get).hasCauseInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void acceptAfterCloseThrows() throws IOException {
		this.channel.close();
		assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(this.channel::accept);
	}

	@Test
	void interruptNeitherClosesNorEndsAWaitingAccept() throws Exception {
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(WAITING);
		accepting.interrupt();
		try (SocketChannel client = connect(); SocketChannel accepted = accepting.get()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(accepting.wasInterrupted()).isTrue();
			assertThat(this.channel.isOpen()).isTrue();
		}
	}

	@Test
	void interruptNeitherClosesNorEndsAPausedAccept() throws Exception {
		this.listener.pause();
		AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(PAUSED);
		accepting.interrupt();
		this.listener.resume();
		try (SocketChannel client = connect(); SocketChannel accepted = accepting.get()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			assertThat(accepting.wasInterrupted()).isTrue();
		}
	}

	@Test
	void pauseWhenEmptyAcceptsWhatWaitsInTheQueue() throws Exception {
		List<SocketChannel> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 20; i++) {
				clients.add(connect());
			}
			CompletableFuture<Integer> count = CompletableFuture.supplyAsync(this::acceptAll);
			this.listener.pauseWhenEmpty(Deadline.after(Duration.ofSeconds(10)));
			this.listener.close();
			assertThat(count.get(10, TimeUnit.SECONDS)).isEqualTo(20);
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
	}

	@Test
	void pauseWhenEmptyPausesWhenNobodyAccepts() throws Exception {
		try (SocketChannel client = connect()) {
			assertThat(client.isConnected()).isTrue();
			this.listener.pauseWhenEmpty(Deadline.after(Duration.ofMillis(20)));
			AcceptingThread accepting = new AcceptingThread(this.channel).awaitMethod(PAUSED);
			this.channel.close();
			assertThatThrownBy(accepting::get).hasCauseInstanceOf(AsynchronousCloseException.class);
		}
	}

	@Test
	void inheritedChannelTellsTheRealAddress() throws IOException {
		ListenerRegistry successor = Handover.registry(this.listener);
		try {
			Listener inherited = successor.open("test", BindAddress.Tcp.of("127.0.0.1", 0), 64);
			try (ListenerChannel real = inherited.openChannel()) {
				InetSocketAddress address = this.listener.address();
				assertThat(real.getLocalAddress()).isEqualTo(address);
				ServerSocket socket = real.socket();
				assertThat(socket.getLocalPort()).isEqualTo(address.getPort());
				assertThat(socket.getLocalSocketAddress()).isEqualTo(address);
				assertThat(socket.getInetAddress()).isEqualTo(address.getAddress());
				assertThat(socket.getChannel()).isSameAs(real);
				assertThat(socket.isBound()).isTrue();
				assertThat(socket.isClosed()).isFalse();
			}
		}
		finally {
			successor.close();
		}
	}

	@Test
	void socketAcceptsAndClosesTheChannel() throws IOException {
		ServerSocket socket = this.channel.socket();
		try (SocketChannel client = connect(); SocketChannel accepted = socket.accept().getChannel()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
		socket.close();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(socket.isClosed()).isTrue();
	}

	@Test
	void optionsAreThoseOfTheSocket() throws IOException {
		this.channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
		assertThat(this.channel.getOption(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(1 << 16);
		assertThat(this.channel.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
	}

	@Test
	void neitherBindingNorNonBlockingModeIsPossible() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.channel.bind(new InetSocketAddress(0)));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.channel.configureBlocking(false));
	}

	@Test
	void openChannelWhileOneIsOpenThrows() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.listener::openChannel)
			.withMessageContaining("'test'");
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(this.listener.address());
	}

	private int acceptAll() {
		int count = 0;
		while (true) {
			try (SocketChannel accepted = this.channel.accept()) {
				assertThat(accepted.isConnected()).isTrue();
				count++;
			}
			catch (IOException ex) {
				return count;
			}
		}
	}

}

package dev.uninterruptible.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ListenerChannel} under many connections: none may be lost, whatever happens to
 * the channel meanwhile.
 */
class ListenerChannelStressTests {

	private static final int CLIENTS = 4;

	private static final int CONNECTIONS = 2000;

	private static final int LONGEST_PAUSE = 20_000;

	private static final int READ_TIMEOUT = 10_000;

	private final ListenerRegistry registry = new ListenerRegistry();

	private final AtomicInteger accepted = new AtomicInteger();

	private final Random random = new Random(42);

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@BeforeEach
	void open() throws IOException {
		this.listener = this.registry.open("test", BindAddress.Tcp.of("127.0.0.1", 0), 64);
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void noConnectionIsLostWhilePausedAndResumed() throws Exception {
		ListenerChannel channel = this.listener.openChannel();
		Thread acceptor = Thread.ofPlatform().daemon().start(() -> acceptAll(channel));
		CompletableFuture<Void> clients = connectAll();
		while (!clients.isDone()) {
			this.listener.pause();
			spinForAWhile();
			this.listener.resume();
			spinForAWhile();
		}
		clients.get(1, TimeUnit.MINUTES);
		channel.close();
		acceptor.join(READ_TIMEOUT);
		assertThat(this.accepted).hasValue(CONNECTIONS);
	}

	@Test
	void noConnectionIsLostWhileTheAcceptorIsInterrupted() throws Exception {
		ListenerChannel channel = this.listener.openChannel();
		Thread acceptor = Thread.ofPlatform().daemon().start(() -> acceptAll(channel));
		CompletableFuture<Void> clients = connectAll();
		while (!clients.isDone()) {
			acceptor.interrupt();
			spinForAWhile();
		}
		clients.get(1, TimeUnit.MINUTES);
		channel.close();
		acceptor.join(READ_TIMEOUT);
		assertThat(this.accepted).hasValue(CONNECTIONS);
	}

	@Test
	void noConnectionIsLostWhileChannelsAreClosedAndOpened() throws Exception {
		CompletableFuture<Void> clients = connectAll();
		while (!clients.isDone()) {
			ListenerChannel channel = this.listener.openChannel();
			Thread acceptor = Thread.ofPlatform().daemon().start(() -> acceptAll(channel));
			spinForAWhile();
			channel.close();
			acceptor.join(READ_TIMEOUT);
		}
		clients.get(1, TimeUnit.MINUTES);
		assertThat(this.accepted).hasValue(CONNECTIONS);
	}

	private void spinForAWhile() {
		for (int i = this.random.nextInt(LONGEST_PAUSE); i >= 0; i--) {
			Thread.onSpinWait();
		}
	}

	private CompletableFuture<Void> connectAll() {
		List<CompletableFuture<Void>> clients = Stream.generate(() -> new CompletableFuture<Void>())
			.limit(CLIENTS)
			.toList();
		clients.forEach((client) -> Thread.ofPlatform().daemon().start(() -> {
			try {
				for (int i = 0; i < CONNECTIONS / CLIENTS; i++) {
					connect();
				}
				client.complete(null);
			}
			catch (Throwable ex) {
				client.completeExceptionally(ex);
			}
		}));
		return CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
	}

	private void connect() throws IOException {
		try (SocketChannel client = SocketChannel.open(this.listener.address())) {
			client.socket().setSoTimeout(READ_TIMEOUT);
			assertThat(client.socket().getInputStream().read()).isEqualTo('!');
		}
	}

	private void acceptAll(ListenerChannel channel) {
		while (true) {
			try {
				SocketChannel client = channel.accept();
				this.accepted.incrementAndGet();
				Thread.ofVirtual().start(() -> answer(client));
			}
			catch (AsynchronousCloseException ex) {
				return;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private static void answer(SocketChannel connection) {
		try (SocketChannel client = connection) {
			client.write(ByteBuffer.wrap(new byte[] { '!' }));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.uninterruptible.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ConnectionTotals;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Connections}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionsTests {

	private static final int TIMEOUT = 10_000;

	@SuppressWarnings("NullAway.Init")
	private ServerSocketChannel server;

	@SuppressWarnings("NullAway.Init")
	private Socket client;

	@SuppressWarnings("NullAway.Init")
	private SocketChannel accepted;

	@BeforeEach
	void connect() throws IOException {
		this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.client = new Socket(InetAddress.getLoopbackAddress(), this.server.socket().getLocalPort());
		this.client.setSoTimeout(TIMEOUT);
		this.accepted = this.server.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.accepted.close();
		this.server.close();
	}

	@Test
	void handlerRunsOnAVirtualThread() throws Exception {
		CompletableFuture<Boolean> virtual = new CompletableFuture<>();
		serve((socket) -> virtual.complete(Thread.currentThread().isVirtual()));
		assertThat(virtual.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void connectionIsClosedWhenTheHandlerReturns() throws IOException {
		serve((socket) -> socket.getOutputStream().write('x'));
		assertThat(this.client.getInputStream().read()).isEqualTo('x');
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void connectionIsClosedWhenTheHandlerThrowsAnError(CapturedOutput output) throws IOException {
		serve((socket) -> {
			throw new StackOverflowError("deep");
		});
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		awaitOutput(output, "StackOverflowError: deep");
	}

	@Test
	void exceptionIsLoggedOnceWithTheClientsAddress(CapturedOutput output) throws IOException {
		Connections connections = serve((socket) -> {
			throw new IllegalStateException("broken handler");
		});
		awaitEmpty(connections);
		assertThat(output.getAll()).containsOnlyOnce("broken handler")
			.containsPattern("ERROR .*failed to serve the client /127.0.0.1:" + this.client.getLocalPort());
	}

	@Test
	void clientThatWentAwayIsNoError(CapturedOutput output) throws IOException {
		CountDownLatch gone = new CountDownLatch(1);
		Connections connections = serve((socket) -> {
			assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
			readOrThrow(socket);
		});
		this.client.close();
		gone.countDown();
		awaitEmpty(connections);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void clientThatResetTheConnectionIsNoError(CapturedOutput output) throws IOException {
		CountDownLatch gone = new CountDownLatch(1);
		Connections connections = serve((socket) -> {
			assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
			writeUntilItFails(socket);
		});
		this.client.setSoLinger(true, 0);
		this.client.close();
		gone.countDown();
		awaitEmpty(connections);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void clientThatWentAwayWithoutReadingOrBeingReadIsNoError(CapturedOutput output) throws IOException {
		CountDownLatch gone = new CountDownLatch(1);
		Connections connections = serve((socket) -> {
			assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
			writeUntilItFails(socket);
		});
		this.client.getOutputStream().write(new byte[100]);
		this.client.close();
		gone.countDown();
		awaitEmpty(connections);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void clientThatWentAwayFromAStreamOfLinesIsNoError(CapturedOutput output) throws IOException {
		CountDownLatch gone = new CountDownLatch(1);
		Connections connections = serve((socket) -> {
			assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(reader(socket).lines()).isEmpty();
		});
		this.client.setSoLinger(true, 0);
		this.client.close();
		gone.countDown();
		awaitEmpty(connections);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void failureAtAnotherConnectionIsAnErrorAfterTheHandlerClosedItsOwn(CapturedOutput output) throws IOException {
		Connections connections = serve((socket) -> {
			socket.close();
			throw new ConnectException("no database");
		});
		awaitEmpty(connections);
		assertThat(output.getAll()).containsOnlyOnce("no database").contains("ERROR");
	}

	@Test
	void failureAtAnotherConnectionIsAnError(CapturedOutput output) throws IOException {
		Connections connections = serve((socket) -> {
			throw new ConnectException("no database");
		});
		awaitEmpty(connections);
		assertThat(output.getAll()).containsOnlyOnce("no database").contains("ERROR");
	}

	@Test
	void connectionCountsFromTheMomentItIsServed() {
		CountDownLatch finish = new CountDownLatch(1);
		Connections connections = serve((socket) -> assertThat(finish.await(10, TimeUnit.SECONDS)).isTrue());
		assertThat(connections.count()).isEqualTo(1);
		CompletableFuture<Void> empty = connections.end();
		assertThat(empty).isNotDone();
		finish.countDown();
		assertThat(empty).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(connections.count()).isZero();
	}

	@Test
	void endIsDoneAtOnceWhereThereIsNoConnection() {
		assertThat(connections((socket) -> {
		}).end()).isCompleted();
	}

	@Test
	void closeEndsAHandlerThatReads(CapturedOutput output) throws IOException {
		Connections connections = serve(ConnectionsTests::readOrThrow);
		connections.close();
		assertThat(connections.end()).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(connections.count()).isZero();
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void handlerThatDoesNotReturnAfterCloseIsNotWaitedFor() throws IOException {
		CountDownLatch over = new CountDownLatch(1);
		Connections connections = serve((socket) -> awaitUninterruptibly(over));
		connections.close();
		assertThat(connections.end()).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(connections.count()).isEqualTo(1);
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		over.countDown();
	}

	@Test
	void handlerWithoutMemoryLeavesNothingBehind() throws IOException {
		Connections connections = serve((socket) -> {
			throw new OutOfMemoryError("Java heap space");
		});
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		awaitEmpty(connections);
		assertThat(connections.counter().totals()).isEqualTo(new ConnectionTotals(1, 0, 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "accepted", "ended" })
	void observerThatFailsLeavesNothingBehind(String when, CapturedOutput output) throws IOException {
		ConnectionObserver broken = new ConnectionObserver() {

			@Override
			public void accepted(Connection connection) {
				failIf("accepted");
			}

			@Override
			public void ended(Connection connection, @Nullable Throwable failure) {
				failIf("ended");
			}

			private void failIf(String now) {
				if (now.equals(when)) {
					throw new NoClassDefFoundError("broken observer");
				}
			}

		};
		Connections connections = connections((socket) -> {
		}, broken);
		connections.serve(this.accepted);
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		assertThat(connections.drain()).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(connections.count()).isZero();
		awaitOutput(output, "broken observer");
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// It goes on
			}
		}
	}

	private static Connections connections(RequestHandler handler) {
		return connections(handler, ConnectionObserver.NONE);
	}

	private static Connections connections(RequestHandler handler, ConnectionObserver observer) {
		ServerSettings settings = new ServerSettings("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0),
				1);
		return new Connections(Serving.of(settings, handler, observer), () -> false);
	}

	private Connections serve(RequestHandler handler) {
		Connections connections = connections(handler);
		connections.serve(this.accepted);
		return connections;
	}

	private static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	private static void readOrThrow(Socket socket) throws IOException {
		if (socket.getInputStream().read() < 0) {
			throw new IOException("No request");
		}
	}

	private static void writeUntilItFails(Socket socket) throws IOException {
		while (!socket.isClosed()) {
			socket.getOutputStream().write(new byte[1024]);
		}
	}

	private static void awaitEmpty(Connections connections) {
		Awaitility.await().until(() -> connections.count() == 0);
	}

	private static void awaitOutput(CapturedOutput output, String text) {
		Awaitility.await().until(() -> output.getAll().contains(text));
	}

}

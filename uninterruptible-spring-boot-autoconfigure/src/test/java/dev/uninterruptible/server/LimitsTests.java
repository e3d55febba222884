package dev.uninterruptible.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.CurrentConnection;
import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link SocketServer} with {@link ConnectionLimits}, and for what it asks
 * its handlers.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class LimitsTests {

	private static final int TIMEOUT = 10_000;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final List<Rejection> rejections = new CopyOnWriteArrayList<>();

	private final List<@Nullable Throwable> ends = new CopyOnWriteArrayList<>();

	private final List<SocketServer> servers = new ArrayList<>();

	private final CurrentConnection current = new CurrentConnections(() -> this.servers);

	@AfterEach
	void close() {
		this.servers.forEach(SocketServer::stop);
		this.listeners.close();
	}

	@Test
	void clientOfAnotherNetworkIsClosedAtOnceAndCounted() throws IOException {
		SocketServer server = start(networks("10.0.0.0/8"), LimitsTests::echo);
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(this.rejections).containsExactly(Rejection.NETWORK);
		assertThat(this.ends).isEmpty();
		assertThat(server.totals()).isEqualTo(new ConnectionTotals(0, 1, 0));
		assertThat(server.activeConnections()).isZero();
	}

	@Test
	void clientOfAnAllowedNetworkIsServed() throws IOException {
		start(networks("10.0.0.0/8", "127.1.2.3/8"), LimitsTests::echo);
		assertThat(ask()).isEqualTo('x');
		assertThat(this.rejections).isEmpty();
	}

	@Test
	void clientsBeyondTheLimitWaitAndAreServedWhenThereIsRoom() throws IOException {
		SocketServer server = start(atMost(2), LimitsTests::echo);
		try (Socket first = connect(); Socket second = connect(); Socket third = connect()) {
			third.getOutputStream().write('3');
			Awaitility.await().until(() -> server.activeConnections() == 2);
			awaitAcceptor("awaitUninterruptibly");
			assertThat(server.activeConnections()).isEqualTo(2);
			first.getOutputStream().write('1');
			assertThat(first.getInputStream().read()).isEqualTo('1');
			assertThat(third.getInputStream().read()).isEqualTo('3');
			second.getOutputStream().write('2');
			assertThat(second.getInputStream().read()).isEqualTo('2');
		}
	}

	@Test
	void clientsOfOtherNetworksTakeNoRoom() throws IOException {
		start(new ConnectionLimits(AllowedNetworks.of(List.of("10.0.0.0/8")), 1, null, null), LimitsTests::echo);
		for (int i = 0; i < 5; i++) {
			try (Socket client = connect()) {
				assertThat(client.getInputStream().read()).isEqualTo(-1);
			}
		}
		assertThat(this.rejections).hasSize(5);
	}

	@Test
	void fullServerIsDrained() throws IOException {
		SocketServer server = start(atMost(1), LimitsTests::echo);
		try (Socket client = connect()) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			Thread acceptor = awaitAcceptor("awaitUninterruptibly");
			this.listeners.closeWhenEmpty();
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			client.getOutputStream().write('x');
			assertThat(client.getInputStream().read()).isEqualTo('x');
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			server.stop();
			Awaitility.await().until(() -> !acceptor.isAlive());
		}
	}

	@Test
	void clientThatIsIdleForTooLongIsClosedWithoutAnError(CapturedOutput output) throws IOException {
		SocketServer server = start(idle(Duration.ofMillis(50)), LimitsTests::echo);
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
			Awaitility.await().until(() -> server.activeConnections() == 0);
		}
		assertThat(this.ends).containsOnlyNulls().hasSize(1);
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void handlerMayCatchTheTimeout() throws IOException {
		start(idle(Duration.ofMillis(50)), (socket) -> {
			try {
				echo(socket);
			}
			catch (SocketTimeoutException ex) {
				socket.getOutputStream().write('t');
				echo(socket);
			}
		});
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo('t');
			client.getOutputStream().write('x');
			assertThat(client.getInputStream().read()).isEqualTo('x');
		}
	}

	@Test
	void timeoutOfAnotherConnectionIsAnError(CapturedOutput output) throws IOException {
		start(idle(Duration.ofMinutes(1)), (socket) -> {
			assertThat(socket.getInputStream().read()).isEqualTo('x');
			throw new SocketTimeoutException("no answer of the database");
		});
		try (Socket client = connect()) {
			client.getOutputStream().write(new byte[] { 'x', 'y' });
			assertThat(client.getInputStream().readNBytes(1)).isEmpty();
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
		Awaitility.await().until(() -> !this.ends.isEmpty());
		assertThat(this.ends).first().isInstanceOf(SocketTimeoutException.class);
		assertThat(output.getAll()).contains("no answer of the database");
	}

	@Test
	void oldConnectionIsAskedToFinishAndNotCut() throws IOException {
		start(untilAge(Duration.ofNanos(1)), this::tellWhetherToFinish);
		try (Socket old = connect()) {
			assertThat(tell(old)).isEqualTo('y');
			assertThat(tell(old)).isEqualTo('y');
			assertThat(this.current.shouldFinish()).isFalse();
		}
	}

	@Test
	void youngConnectionIsNotAskedToFinish() throws IOException {
		start(untilAge(Duration.ofDays(1)), this::tellWhetherToFinish);
		try (Socket young = connect()) {
			assertThat(tell(young)).isEqualTo('n');
		}
	}

	@Test
	void handlerIsAskedToFinishWhileThePredecessorStandsByAndNoLongerAfterARollback() throws IOException {
		SocketServer server = start(ConnectionLimits.NONE, this::tellWhetherToFinish);
		try (Socket client = connect()) {
			assertThat(tell(client)).isEqualTo('n');
			this.listeners.pause();
			assertThat(tell(client)).isEqualTo('y');
			assertThat(this.current.shouldFinish()).isTrue();
			this.listeners.resume();
			assertThat(tell(client)).isEqualTo('n');
			assertThat(this.current.shouldFinish()).isFalse();
			CompletableFuture<Void> drained = server.drain();
			assertThat(tell(client)).isEqualTo('y');
			assertThat(drained).isNotDone();
		}
	}

	@Test
	void handlerThatRunsAtTheTerminationIsAskedAtOnce() throws Exception {
		SynchronousQueue<Boolean> answers = new SynchronousQueue<>();
		start(ConnectionLimits.NONE, (socket) -> {
			echo(socket);
			answers.put(this.current.shouldFinish());
		});
		try (Socket client = connect()) {
			Awaitility.await().until(() -> this.servers.getFirst().activeConnections() == 1);
			this.listeners.closeWhenEmpty();
			client.getOutputStream().write('x');
			assertThat(answers.poll(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	private void tellWhetherToFinish(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		while (in.read() >= 0) {
			socket.getOutputStream().write(this.current.shouldFinish() ? 'y' : 'n');
		}
	}

	private static int tell(Socket client) throws IOException {
		client.getOutputStream().write('?');
		return client.getInputStream().read();
	}

	private static void echo(Socket socket) throws IOException {
		int read = socket.getInputStream().read();
		if (read >= 0) {
			socket.getOutputStream().write(read);
		}
	}

	private static ConnectionLimits networks(String... networks) {
		return new ConnectionLimits(AllowedNetworks.of(List.of(networks)), Integer.MAX_VALUE, null, null);
	}

	private static ConnectionLimits atMost(int maxConnections) {
		return new ConnectionLimits(AllowedNetworks.ALL, maxConnections, null, null);
	}

	private static ConnectionLimits idle(Duration timeout) {
		return new ConnectionLimits(AllowedNetworks.ALL, Integer.MAX_VALUE, timeout, null);
	}

	private static ConnectionLimits untilAge(Duration maxAge) {
		return new ConnectionLimits(AllowedNetworks.ALL, Integer.MAX_VALUE, null, maxAge);
	}

	private SocketServer start(ConnectionLimits limits, RequestHandler handler) {
		ServerSettings settings = new ServerSettings("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0),
				64, limits, null);
		SocketServer server = new SocketServer(settings, handler, this.listeners, new ConnectionObserver() {

			@Override
			public void rejected(String server, Rejection reason) {
				LimitsTests.this.rejections.add(reason);
			}

			@Override
			public void ended(Connection connection, @Nullable Throwable failure) {
				LimitsTests.this.ends.add(failure);
			}

		});
		server.start();
		this.servers.add(server);
		this.listeners.resume();
		return server;
	}

	private Socket connect() throws IOException {
		InetSocketAddress address = this.listeners.listeners().getFirst().address();
		Socket client = new Socket(address.getAddress(), address.getPort());
		client.setSoTimeout(TIMEOUT);
		return client;
	}

	private int ask() throws IOException {
		try (Socket client = connect()) {
			client.getOutputStream().write('x');
			return client.getInputStream().read();
		}
	}

	private static Thread awaitAcceptor(String method) {
		return Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.entrySet()
				.stream()
				.filter((thread) -> thread.getKey().getName().equals("uninterruptible-accept-server.test")
						&& List.of(thread.getValue())
							.stream()
							.anyMatch((frame) -> frame.getMethodName().equals("awaitRoom"))
						&& List.of(thread.getValue())
							.stream()
							.anyMatch((frame) -> frame.getMethodName().equals(method)))
				.map((thread) -> thread.getKey())
				.findFirst()
				.orElse(null), (thread) -> thread != null);
	}

}

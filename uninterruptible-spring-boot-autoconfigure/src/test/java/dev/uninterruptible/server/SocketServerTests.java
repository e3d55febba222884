package dev.uninterruptible.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerBindException;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SocketServer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SocketServerTests {

	private static final int TIMEOUT = 10_000;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final List<SocketServer> servers = new ArrayList<>();

	@AfterEach
	void close() {
		this.servers.forEach(SocketServer::stop);
		this.listeners.close();
	}

	@Test
	void everyClientGetsItsAnswer() throws IOException {
		start(SocketServerTests::echo);
		this.listeners.resume();
		for (int i = 0; i < 50; i++) {
			assertThat(ask("line " + i)).isEqualTo("line " + i);
		}
	}

	@Test
	void nothingIsAcceptedBeforeTheListenersAreResumed() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		try (Socket client = connect()) {
			send(client, "early");
			awaitThread("uninterruptible-accept-server.test", "awaitUninterruptibly");
			assertThat(server.activeConnections()).isZero();
			this.listeners.resume();
			assertThat(receive(client)).isEqualTo("early");
		}
	}

	/**
	 * As an application does that warms its handler up while it starts.
	 */
	@Test
	void applicationReachesItselfBeforeItsListenersAreResumed() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		try (Socket client = server.connect()) {
			client.setSoTimeout(TIMEOUT);
			send(client, "early");
			assertThat(receive(client)).isEqualTo("early");
		}
	}

	@Test
	void serverGoesOnAfterAHandlerFailed(CapturedOutput output) throws IOException {
		SocketServer server = start((client) -> {
			String line = read(client);
			if (line.equals("fail")) {
				throw new IllegalStateException("as it was told");
			}
			write(client, line);
		});
		this.listeners.resume();
		assertThat(ask("fail")).isNull();
		assertThat(ask("again")).isEqualTo("again");
		Awaitility.await().untilAsserted(() -> assertThat(output.getAll()).containsOnlyOnce("as it was told"));
		Awaitility.await().untilAsserted(() -> assertThat(server.totals()).isEqualTo(new ConnectionTotals(2, 0, 1)));
	}

	@Test
	void drainStopsAcceptingAndWaitsForTheLastConnection() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		this.listeners.resume();
		try (Socket open = connect()) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			this.listeners.pause();
			CompletableFuture<Void> drained = server.drain();
			try (Socket late = connect()) {
				send(late, "late");
				assertThat(drained).isNotDone();
				send(open, "last");
				assertThat(receive(open)).isEqualTo("last");
				assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
				assertThat(server.activeConnections()).isZero();
			}
		}
	}

	@Test
	void closeConnectionsCutsWhatDoesNotFinish() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		this.listeners.resume();
		try (Socket open = connect()) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			CompletableFuture<Void> drained = server.drain();
			server.closeConnections();
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(open.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void stopWaitsForTheConnectionsThatAreOpen() throws Exception {
		SocketServer server = start(SocketServerTests::echo);
		this.listeners.resume();
		CountDownLatch stopped = new CountDownLatch(1);
		try (Socket open = connect()) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			server.stop(stopped::countDown);
			assertThat(stopped.getCount()).isEqualTo(1);
			assertThat(server.isRunning()).isTrue();
			send(open, "last");
			assertThat(receive(open)).isEqualTo("last");
		}
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(server.isRunning()).isFalse();
		assertThat(this.listeners.drainables()).isEmpty();
	}

	@Test
	void serverThatWasStoppedServesAgain() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		this.listeners.resume();
		server.stop();
		server.start();
		assertThat(ask("again")).isEqualTo("again");
		try (Socket open = connect()) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			send(open, "last");
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void acceptingThreadKeepsTheProcessAliveUntilTheServerStops() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		Thread acceptor = awaitThread("uninterruptible-accept-server.test", "awaitUninterruptibly");
		assertThat(acceptor.isDaemon()).isFalse();
		CompletableFuture<Void> drained = server.drain();
		assertThat(drained).isCompleted();
		assertThat(acceptor.isAlive()).isTrue();
		server.stop();
		Awaitility.await().until(() -> !acceptor.isAlive());
	}

	@Test
	void startWhereSomebodyListensThrows() throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			SocketServer server = new SocketServer(
					new ServerSettings("test", BindAddress.Tcp.of("0.0.0.0", taken.getLocalPort()), 8),
					SocketServerTests::echo, this.listeners);
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(server::start)
				.withCauseInstanceOf(ListenerBindException.class);
			assertThat(server.isRunning()).isFalse();
		}
	}

	@Test
	void socketIsClosedWithTheListeners() throws IOException {
		SocketServer server = start(SocketServerTests::echo);
		server.stop();
		Listener listener = this.listeners.listeners().getFirst();
		this.listeners.close();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(listener.address().getAddress(), listener.address().getPort()).close());
	}

	private SocketServer start(RequestHandler handler) throws IOException {
		SocketServer server = new SocketServer(new ServerSettings("test", BindAddress.Tcp.of("127.0.0.1", 0), 64),
				handler, this.listeners);
		server.start();
		this.servers.add(server);
		return server;
	}

	private Socket connect() throws IOException {
		Listener listener = this.listeners.listeners().getFirst();
		Socket client = new Socket(listener.address().getAddress(), listener.address().getPort());
		client.setSoTimeout(TIMEOUT);
		return client;
	}

	private @Nullable String ask(String line) throws IOException {
		try (Socket client = connect()) {
			send(client, line);
			return receive(client);
		}
	}

	private static void echo(Socket client) throws IOException {
		write(client, read(client));
	}

	private static String read(Socket client) throws IOException {
		String line = receive(client);
		if (line == null) {
			throw new IOException("No request");
		}
		return line;
	}

	private static void write(Socket client, String line) throws IOException {
		send(client, line);
	}

	private static void send(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static @Nullable String receive(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
	}

	private static Thread awaitThread(String name, String method) {
		return Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().getName().equals(name)
						&& List.of(entry.getValue()).stream().anyMatch((frame) -> frame.getMethodName().equals(method)))
				.map(Map.Entry::getKey)
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

}

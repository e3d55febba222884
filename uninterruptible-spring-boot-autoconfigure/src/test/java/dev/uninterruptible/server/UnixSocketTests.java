package dev.uninterruptible.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixSocket}, as the handler of a server gets it.
 */
class UnixSocketTests {

	private static final int MORE_THAN_CARRIERS = 20 * Runtime.getRuntime().availableProcessors() + 300;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final List<SocketServer> servers = new ArrayList<>();

	private final Path path;

	UnixSocketTests(@TempDir Path directory) {
		this.path = directory.resolve("server.sock");
	}

	@AfterEach
	void stop() {
		this.servers.forEach(SocketServer::stop);
		this.listeners.close();
	}

	@Test
	void streamsCarryWhatIsSentUntilEachSideEndsIts() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			client.getOutputStream().write(("got " + all).getBytes(StandardCharsets.UTF_8));
			client.shutdownOutput();
			assertThat(client.isOutputShutdown()).isTrue();
			assertThat(client.isClosed()).isFalse();
		});
		try (SocketChannel client = connect()) {
			write(client, "this");
			client.shutdownOutput();
			assertThat(readAll(client)).isEqualTo("got this");
		}
		assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void addressesAreThoseOfAUnixDomainSocket() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			assertThat(client.isConnected() && client.isBound()).isTrue();
			assertThat(client.getLocalSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(this.path));
			assertThat(client.getRemoteSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
			assertThat(client.getInetAddress()).isNull();
			assertThat(client.getPort()).isZero();
			assertThat(client.getChannel()).isNull();
			assertThat(client).hasToString("UnixSocket[%s]", this.path);
		});
		connect().close();
		assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void readTimesOutAndGoesOn() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			client.setSoTimeout(20);
			assertThat(client.getSoTimeout()).isEqualTo(20);
			InputStream in = client.getInputStream();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
			client.getOutputStream().write('?');
			client.setSoTimeout(10_000);
			assertThat(in.read()).isEqualTo('!');
			assertThat(in.read()).isEqualTo(-1);
		});
		try (SocketChannel client = connect()) {
			assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1);
			write(client, "!");
			client.shutdownOutput();
			assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void optionsAreThoseThatMeanSomething() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			client.setTcpNoDelay(true);
			assertThat(client.getTcpNoDelay()).isTrue();
			client.setKeepAlive(true);
			assertThat(client.getKeepAlive()).isTrue();
			client.setSoLinger(true, 3);
			assertThat(client.getSoLinger()).isEqualTo(3);
			client.setSoLinger(false, 0);
			assertThat(client.getSoLinger()).isEqualTo(-1);
			client.setSendBufferSize(20_000);
			client.setReceiveBufferSize(20_000);
			assertThat(client.getSendBufferSize()).isPositive();
			assertThat(client.getReceiveBufferSize()).isPositive();
			assertThat(client.supportedOptions()).isNotEmpty()
				.allSatisfy((option) -> assertThat(client.getOption(option)).isNotNull());
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.setTrafficClass(8));
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.sendUrgentData(1));
		});
		connect().close();
		assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void inputThatWasShutDownIsAtItsEnd() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			InputStream in = client.getInputStream();
			client.shutdownInput();
			assertThat(client.isInputShutdown()).isTrue();
			assertThat(in.read()).isEqualTo(-1);
		});
		try (SocketChannel client = connect()) {
			assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void closeByTheHandlerEndsTheConnection() throws Exception {
		CompletableFuture<Boolean> done = serve((client) -> {
			client.close();
			assertThat(client.isClosed()).isTrue();
			assertThatExceptionOfType(SocketException.class).isThrownBy(client::getInputStream);
		});
		try (SocketChannel client = connect()) {
			assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
		assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void connectionsThatAreClosedByTheServerEndBlockedReads() throws Exception {
		CountDownLatch reading = new CountDownLatch(1);
		BlockingQueue<Boolean> closed = new ArrayBlockingQueue<>(1);
		SocketServer server = start((client) -> {
			reading.countDown();
			try {
				closed.add(client.getInputStream().read() == -1);
			}
			catch (IOException ex) {
				closed.add(client.isClosed());
			}
		});
		try (SocketChannel client = connect()) {
			assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
			server.closeConnections();
			assertThat(closed.poll(10, TimeUnit.SECONDS)).isTrue();
			assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
	}

	/**
	 * The scheduler of virtual threads has 256 carriers at most.
	 */
	@Test
	void handlersThatBlockHoldUpNoOther() throws Exception {
		CountDownLatch blocked = new CountDownLatch(MORE_THAN_CARRIERS);
		SocketServer server = start((client) -> {
			InputStream in = client.getInputStream();
			boolean timed = in.read() == 't';
			client.setSoTimeout(timed ? 60_000 : 0);
			blocked.countDown();
			client.getOutputStream().write(in.read());
		});
		List<SocketChannel> clients = new ArrayList<>();
		try {
			for (int i = 0; i < MORE_THAN_CARRIERS; i++) {
				SocketChannel client = connect();
				clients.add(client);
				write(client, (i % 2 == 0) ? "t" : "u");
			}
			assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(server.activeConnections()).isEqualTo(MORE_THAN_CARRIERS);
			try (SocketChannel one = connect()) {
				write(one, "ux");
				assertThat(readAll(one)).isEqualTo("x");
			}
			for (SocketChannel client : clients) {
				write(client, "y");
				assertThat(readAll(client)).isEqualTo("y");
			}
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
		Awaitility.await().until(() -> server.activeConnections() == 0);
	}

	/**
	 * Serve one client, and tell whether the handler has returned.
	 */
	private CompletableFuture<Boolean> serve(RequestHandler handler) {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		start((client) -> {
			try {
				handler.handleRequest(client);
				done.complete(true);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		});
		return done;
	}

	private SocketServer start(RequestHandler handler) {
		BindAddress address = new BindAddress.Unix(this.path, PosixFilePermissions.fromString("rw-------"));
		SocketServer server = new SocketServer(new ServerSettings("unix", address, 1024), handler, this.listeners);
		this.servers.add(server);
		server.start();
		this.listeners.resume();
		return server;
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(UnixDomainSocketAddress.of(this.path));
	}

	private static void write(SocketChannel client, String text) throws IOException {
		client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static String readAll(SocketChannel client) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(100);
		while (client.read(buffer) >= 0) {
			assertThat(buffer.hasRemaining()).isTrue();
		}
		return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
	}

}

package dev.uninterruptible.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.SocketFactory;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand clients that mean no good, and twenty that lose nothing by them.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class CrowdTests {

	private static final int CROWD = 1000;

	private static final int GOOD_CLIENTS = 20;

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int MAX_CONNECTIONS = 400;

	@SuppressWarnings("NullAway.Init")
	private static Certificate certificate;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final Counts counts = new Counts();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final AtomicInteger served = new AtomicInteger();

	private final CountDownLatch crowdIsOver = new CountDownLatch(1);

	private final List<Thread> goodClients = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private SocketServer server;

	@BeforeAll
	static void createCertificate(@TempDir Path directory) throws Exception {
		certificate = Certificate.create("server", directory);
	}

	private void start(SocketFactory sockets, Duration idleTimeout, @Nullable TlsSettings tls) {
		ServerSettings settings = new ServerSettings("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0),
				2 * CROWD, new ConnectionLimits(AllowedNetworks.ALL, MAX_CONNECTIONS, idleTimeout, null), tls);
		this.server = new SocketServer(settings, CrowdTests::echoLines, this.listeners, this.counts);
		this.server.start();
		this.listeners.resume();
		for (int i = 0; i < GOOD_CLIENTS; i++) {
			this.goodClients.add(Thread.ofVirtual().start(() -> beGood(sockets)));
		}
		Awaitility.await().until(() -> this.served.get() >= GOOD_CLIENTS);
	}

	private void startEncrypted() throws Exception {
		this.bundles.registerBundle("test", certificate.bundle(null));
		start(certificate.anonymousClient().getSocketFactory(), LONG,
				new TlsSettings(this.bundles, "test", ClientAuthentication.NONE, LONG));
	}

	@AfterEach
	void stop() {
		this.crowdIsOver.countDown();
		this.server.stop();
		this.listeners.close();
	}

	@Test
	void badHandshakesHarmNobody(CapturedOutput output) throws Exception {
		startEncrypted();
		for (int i = 0; i < CROWD; i++) {
			try (SocketChannel client = SocketChannel.open(address())) {
				client.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
			}
		}
		assertGoodClientsLoseNothing(output);
		assertThat(this.counts.rejected(Rejection.HANDSHAKE)).isEqualTo(CROWD);
	}

	@Test
	void clientsThatConnectAndCloseHarmNobody(CapturedOutput output) throws Exception {
		startEncrypted();
		for (int i = 0; i < CROWD; i++) {
			SocketChannel.open(address()).close();
		}
		assertGoodClientsLoseNothing(output);
		assertThat(this.counts.rejected(Rejection.HANDSHAKE)).isEqualTo(CROWD);
	}

	@Test
	void clientsThatSendHalfALineAndWaitHarmNobody(CapturedOutput output) throws Exception {
		start(SocketFactory.getDefault(), Duration.ofSeconds(2), null);
		List<Thread> slow = new ArrayList<>();
		AtomicInteger closed = new AtomicInteger();
		for (int i = 0; i < CROWD; i++) {
			slow.add(Thread.ofVirtual().start(() -> {
				try (SocketChannel client = SocketChannel.open(address())) {
					client.write(ByteBuffer.wrap("half a line".getBytes(StandardCharsets.UTF_8)));
					if (client.read(ByteBuffer.allocate(1)) < 0) {
						closed.incrementAndGet();
					}
				}
				catch (IOException ex) {
					this.failures.add(ex);
				}
			}));
		}
		for (Thread thread : slow) {
			thread.join();
		}
		assertGoodClientsLoseNothing(output);
		assertThat(closed).hasValue(CROWD);
		assertThat(this.counts.mostAtOnce).hasValueLessThanOrEqualTo(MAX_CONNECTIONS);
	}

	private void assertGoodClientsLoseNothing(CapturedOutput output) throws InterruptedException {
		int before = this.served.get();
		Awaitility.await().until(() -> this.served.get() > before + GOOD_CLIENTS);
		this.crowdIsOver.countDown();
		for (Thread client : this.goodClients) {
			client.join();
		}
		Awaitility.await().until(() -> this.server.activeConnections() == 0);
		assertThat(this.failures).isEmpty();
		assertThat(this.counts.failed).hasValue(0);
		assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
	}

	private void beGood(SocketFactory sockets) {
		try {
			while (this.crowdIsOver.getCount() > 0) {
				try (Socket client = sockets.createSocket(address().getAddress(), address().getPort())) {
					BufferedReader in = new BufferedReader(
							new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
					for (int i = 0; i < 5; i++) {
						String line = "line " + i;
						client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
						assertThat(in.readLine()).isEqualTo(line);
						this.served.incrementAndGet();
					}
				}
			}
		}
		catch (IOException | AssertionError ex) {
			this.failures.add(ex);
		}
	}

	private InetSocketAddress address() {
		return this.listeners.listeners().getFirst().address();
	}

	private static void echoLines(Socket client) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		String line = in.readLine();
		while (line != null) {
			client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
			line = in.readLine();
		}
	}

	private static final class Counts implements ConnectionObserver {

		private final Map<Rejection, Integer> rejections = new EnumMap<>(Rejection.class);

		private final AtomicInteger open = new AtomicInteger();

		private final AtomicInteger mostAtOnce = new AtomicInteger();

		private final AtomicInteger failed = new AtomicInteger();

		@Override
		public void accepted(Connection connection) {
			int now = this.open.incrementAndGet();
			this.mostAtOnce.accumulateAndGet(now, Math::max);
		}

		@Override
		public synchronized void rejected(String server, Rejection reason) {
			this.rejections.merge(reason, 1, Integer::sum);
		}

		synchronized int rejected(Rejection reason) {
			return this.rejections.getOrDefault(reason, 0);
		}

		@Override
		public void ended(Connection connection, @Nullable Throwable failure) {
			this.open.decrementAndGet();
			if (failure != null) {
				this.failed.incrementAndGet();
			}
		}

	}

}

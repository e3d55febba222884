package dev.uninterruptible.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SocketServer}, as its drain is taken back: the calls are those of a predecessor
 * whose successor dies, in their order.
 */
@Timeout(60)
class SocketServerResumeTests {

	private static final int TIMEOUT = 10_000;

	private static final int KEPT = 'k';

	private static final int LAST = 'l';

	private static final int REPETITIONS = 25;

	@SuppressWarnings("NullAway.Init")
	private static Certificate certificate;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private Encryption encryption = Encryption.PLAIN;

	private @Nullable SocketServer server;

	@BeforeAll
	static void createCertificate(@TempDir Path directory) throws Exception {
		certificate = Certificate.create("server", directory);
	}

	@AfterEach
	void close() {
		server().stop();
		this.listeners.close();
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void newConnectionIsServedAndKept(Encryption encryption) throws Exception {
		start(encryption, 0);
		try (Socket old = connect()) {
			assertThat(ask(old)).isEqualTo(KEPT);
			CompletableFuture<Void> drained = drain();
			resume();
			try (Socket client = connect()) {
				assertThat(ask(client)).isEqualTo(KEPT);
				assertThat(ask(client)).isEqualTo(KEPT);
			}
			assertThat(drained).isNotDone();
		}
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void connectionThatIsStillOpenIsServedAndKept(Encryption encryption) throws Exception {
		start(encryption, 0);
		try (Socket old = connect(); Socket told = connect()) {
			assertThat(ask(old)).isEqualTo(KEPT);
			assertThat(ask(told)).isEqualTo(KEPT);
			assertThat(drain()).isNotDone();
			assertThat(ask(told)).isEqualTo(LAST);
			resume();
			assertThat(ask(old)).isEqualTo(KEPT);
			assertThat(ask(old)).isEqualTo(KEPT);
		}
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void nextDrainFinishes(Encryption encryption) throws Exception {
		start(encryption, 0);
		try (Socket client = connect()) {
			assertThat(ask(client)).isEqualTo(KEPT);
			CompletableFuture<Void> first = drain();
			assertThat(drain()).isSameAs(first);
			resume();
			assertThat(ask(client)).isEqualTo(KEPT);
			CompletableFuture<Void> second = drain();
			assertThat(second).isNotSameAs(first).isNotDone();
			assertThat(ask(client)).isEqualTo(LAST);
			assertThat(second).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(first).isNotDone();
		}
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void lastConnectionThatEndsAsTheDrainIsTakenBackDoesNotCompleteTheNext(Encryption encryption) throws Exception {
		start(encryption, 0);
		for (int i = 0; i < REPETITIONS; i++) {
			Socket last = connect();
			assertThat(ask(last)).isEqualTo(KEPT);
			assertThat(drain()).isNotDone();
			Thread end = Thread.ofPlatform().start(() -> closeQuietly(last));
			resume();
			try (Socket next = connect()) {
				assertThat(ask(next)).isEqualTo(KEPT);
				CompletableFuture<Void> drained = drain();
				end.join();
				Awaitility.await().until(() -> server().activeConnections() == 1);
				assertThat(drained).isNotDone();
				assertThat(ask(next)).isEqualTo(LAST);
				assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			}
			resume();
		}
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void fullServerAcceptsAgainAndDrains(Encryption encryption) throws Exception {
		start(encryption, 1);
		try (Socket only = connect()) {
			assertThat(ask(only)).isEqualTo(KEPT);
			assertThat(drain()).isNotDone();
			resume();
			closeQuietly(only);
			try (Socket next = connect()) {
				assertThat(ask(next)).isEqualTo(KEPT);
				CompletableFuture<Void> drained = drain();
				this.listeners.close();
				assertThat(drained).isNotDone();
				assertThat(ask(next)).isEqualTo(LAST);
				assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Encryption.class)
	void serverThatStopsDuringADrainIsNotResumed(Encryption encryption) throws Exception {
		start(encryption, 0);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		try (Socket client = connect()) {
			assertThat(ask(client)).isEqualTo(KEPT);
			assertThat(drain()).isNotDone();
			server().stop(() -> stopped.complete(null));
			server().resume();
			assertThat(ask(client)).isEqualTo(LAST);
			assertThat(stopped).succeedsWithin(10, TimeUnit.SECONDS);
		}
	}

	private void start(Encryption encryption, int maxConnections) throws Exception {
		this.encryption = encryption;
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
		bundles.registerBundle("test", certificate.bundle(null));
		ConnectionLimits limits = (maxConnections > 0)
				? new ConnectionLimits(AllowedNetworks.ALL, maxConnections, null, null) : ConnectionLimits.NONE;
		TlsSettings tls = (encryption == Encryption.TLS)
				? new TlsSettings(bundles, "test", ClientAuthentication.NONE, Duration.ofMillis(TIMEOUT)) : null;
		ServerSettings settings = new ServerSettings("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0),
				64, limits, tls);
		SocketServer server = new SocketServer(settings, this::converse, this.listeners);
		this.server = server;
		server.start();
		this.listeners.resume();
	}

	private void converse(Socket client) throws IOException {
		CurrentConnections current = new CurrentConnections(() -> List.of(server()));
		int answer = KEPT;
		while (answer == KEPT && client.getInputStream().read() >= 0) {
			answer = current.shouldFinish() ? LAST : KEPT;
			client.getOutputStream().write(answer);
		}
	}

	private SocketServer server() {
		return Objects.requireNonNull(this.server);
	}

	private CompletableFuture<Void> drain() {
		this.listeners.pause();
		return server().drain();
	}

	private void resume() {
		server().resume();
		this.listeners.resume();
	}

	private Socket connect() throws Exception {
		InetSocketAddress address = this.listeners.listeners().getFirst().address();
		Socket raw = new Socket(address.getAddress(), address.getPort());
		raw.setSoTimeout(TIMEOUT);
		return (this.encryption == Encryption.PLAIN) ? raw
				: certificate.anonymousClient().getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
	}

	private static int ask(Socket client) throws IOException {
		client.getOutputStream().write('?');
		return client.getInputStream().read();
	}

	private static void closeQuietly(Socket client) {
		try {
			client.close();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Whether connections are encrypted.
	 */
	enum Encryption {

		PLAIN, TLS

	}

}

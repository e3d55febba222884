package dev.uninterruptible.server;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a {@link SocketServer} with {@link Tls}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	private static final int TIMEOUT = 10_000;

	private static final byte ALERT = 21;

	private static final byte[] HEADER_OF_A_LONG_RECORD = { 22, 3, 1, 0x40, 0 };

	@SuppressWarnings("NullAway.Init")
	private static Certificate server;

	@SuppressWarnings("NullAway.Init")
	private static Certificate renewed;

	@SuppressWarnings("NullAway.Init")
	private static Certificate client;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final List<Rejection> rejections = new CopyOnWriteArrayList<>();

	private BindAddress address = new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0);

	private ClientAuthentication authentication = ClientAuthentication.NONE;

	private Duration timeout = Duration.ofMillis(TIMEOUT);

	private @Nullable SocketServer started;

	@BeforeAll
	static void createCertificates(@TempDir Path directory) throws Exception {
		server = Certificate.create("server", directory);
		renewed = Certificate.create("renewed", directory);
		client = Certificate.create("client", directory);
	}

	@AfterEach
	void close() {
		if (this.started != null) {
			this.started.stop();
		}
		this.listeners.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void handlerGetsTheEncryptedConnectionAndTheClientItsEnd(String protocol) throws Exception {
		CompletableFuture<String> seen = new CompletableFuture<>();
		start((socket) -> {
			SSLSession session = ((SSLSocket) socket).getSession();
			seen.complete(session.getProtocol() + Thread.currentThread().isVirtual());
			echo(socket);
		});
		try (RecordedSocket raw = new RecordedSocket(address());
				SSLSocket socket = encrypt(raw, server.anonymousClient(), protocol)) {
			assertThat(ask(socket, "hello")).isEqualTo("hello");
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			assertThat(raw.endsWithAlertAfter("hello\n", protocol)).isTrue();
		}
		assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(protocol + "true");
		assertThat(this.rejections).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void clientCanTellThatTheHandlerFailed(String protocol) throws Exception {
		start((socket) -> {
			echo(socket);
			throw new IllegalStateException("half an answer");
		});
		try (RecordedSocket raw = new RecordedSocket(address());
				SSLSocket socket = encrypt(raw, server.anonymousClient(), protocol)) {
			assertThat(ask(socket, "hello")).isEqualTo("hello");
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			assertThat(raw.endsWithAlertAfter("hello\n", protocol)).isFalse();
		}
	}

	@Test
	void protocolsOfTheBundleAreTheOnesThereAre() throws Exception {
		this.bundles.registerBundle("test",
				SslBundle.of(server.bundle(null).getStores(), null, SslOptions.of(null, new String[] { "TLSv1.2" })));
		start(TlsTests::echo);
		assertThat(ask(server.anonymousClient())).isEqualTo("hello");
		assertThatExceptionOfType(SSLException.class)
			.isThrownBy(() -> encrypt(new Socket(address().getAddress(), address().getPort()), server.anonymousClient(),
					"TLSv1.3")
				.startHandshake());
		awaitRejected(1);
	}

	@Test
	void badHandshakeIsNeitherAWarningNorAnError(CapturedOutput output) throws Exception {
		start(TlsTests::echo);
		try (Socket socket = new Socket(address().getAddress(), address().getPort())) {
			socket.setSoTimeout(TIMEOUT);
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readAllBytes()).startsWith(ALERT);
		}
		awaitRejected(1);
		assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
		assertThat(ask(server.anonymousClient())).isEqualTo("hello");
	}

	@Test
	void clientThatSendsAByteNowAndThenDoesNotProlongItsHandshake() throws Exception {
		this.timeout = Duration.ofMillis(300);
		start(TlsTests::echo);
		try (ScheduledExecutorService dribble = Executors.newSingleThreadScheduledExecutor();
				Socket socket = new Socket(address().getAddress(), address().getPort())) {
			socket.getOutputStream().write(HEADER_OF_A_LONG_RECORD);
			Future<?> unused = dribble.scheduleAtFixedRate(() -> dribble(socket), 0, 20, TimeUnit.MILLISECONDS);
			awaitRejected(1);
			dribble.shutdown();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WANT", "NEED" })
	void clientShowsItsCertificate(ClientAuthentication authentication) throws Exception {
		this.authentication = authentication;
		CompletableFuture<String> seen = new CompletableFuture<>();
		start((socket) -> {
			seen.complete(subject((SSLSocket) socket));
			echo(socket);
		});
		assertThat(ask(client.bundle(server).createSslContext())).isEqualTo("hello");
		assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("CN=client");
	}

	@Test
	void clientWithoutACertificateIsWantedButNotNeeded() throws Exception {
		this.authentication = ClientAuthentication.WANT;
		start(TlsTests::echo);
		assertThat(ask(server.anonymousClient())).isEqualTo("hello");
	}

	@Test
	void clientWithoutACertificateOrWithAnotherOneIsRejectedWhereItIsNeeded() throws Exception {
		this.authentication = ClientAuthentication.NEED;
		start(TlsTests::echo);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server.anonymousClient()));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(renewed.bundle(server).createSslContext()));
		awaitRejected(2);
	}

	@Test
	void bundleThatIsReloadedIsUsedForTheNextConnection() throws Exception {
		start(TlsTests::echoAll);
		try (SSLSocket open = encrypt(new Socket(address().getAddress(), address().getPort()), server.anonymousClient(),
				"TLSv1.3")) {
			assertThat(ask(open, "before")).isEqualTo("before");
			this.bundles.updateBundle("test", renewed.bundle(null));
			assertThat(ask(renewed.anonymousClient())).isEqualTo("hello");
			assertThat(ask(open, "after")).isEqualTo("after");
		}
	}

	@Test
	void bundleThatCannotBeUsedAfterAReloadIsUsedAsItWas(CapturedOutput output) throws Exception {
		start(TlsTests::echo);
		SslBundle broken = SslBundle.of(server.bundle(null).getStores(), null, SslOptions.NONE, "no-such-protocol");
		this.bundles.updateBundle("test", broken);
		assertThat(ask(server.anonymousClient())).isEqualTo("hello");
		assertThat(output.getAll()).contains("cannot be used as it was reloaded");
	}

	@Test
	void closeEndsAHandlerWhoseClientDoesNotRead() throws Exception {
		CompletableFuture<Void> writing = new CompletableFuture<>();
		SocketServer server = start((socket) -> {
			writing.complete(null);
			while (!socket.isClosed()) {
				socket.getOutputStream().write(new byte[1 << 16]);
			}
		});
		try (SSLSocket socket = encrypt(new Socket(address().getAddress(), address().getPort()),
				TlsTests.server.anonymousClient(), "TLSv1.3")) {
			socket.startHandshake();
			writing.get(10, TimeUnit.SECONDS);
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			assertThat(CompletableFuture.runAsync(server::closeConnections)).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(server.activeConnections()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void connectionsOfUnixDomainSocketsAreEncryptedToo(String protocol, @TempDir Path directory) throws Exception {
		this.address = new BindAddress.Unix(directory.resolve("s"), PosixFilePermissions.fromString("rw-rw----"));
		start(TlsTests::echo);
		try (SSLSocket socket = encrypt(new UnixClient(directory.resolve("s")), server.anonymousClient(), protocol)) {
			assertThat(ask(socket, "hello")).isEqualTo("hello");
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(this.rejections).isEmpty();
	}

	@Test
	void clientThatDoesNotReadDoesNotPreventTheEndOfItsConnection() throws Exception {
		this.timeout = Duration.ofSeconds(1);
		CompletableFuture<Void> cut = new CompletableFuture<>();
		SocketServer server = start((socket) -> {
			AtomicInteger written = new AtomicInteger();
			Thread.startVirtualThread(() -> writeUntilItFails(socket, written, cut));
			Awaitility.await().until(() -> written.get() > 0);
			int[] seen = new int[1];
			Awaitility.await().during(200, TimeUnit.MILLISECONDS).until(() -> {
				int before = seen[0];
				seen[0] = written.get();
				return seen[0] == before;
			});
		});
		try (SSLSocket socket = encrypt(new Socket(address().getAddress(), address().getPort()),
				TlsTests.server.anonymousClient(), "TLSv1.3")) {
			socket.startHandshake();
			assertThat(cut).succeedsWithin(10, TimeUnit.SECONDS);
			Awaitility.await().until(() -> server.activeConnections() == 0);
		}
	}

	private static void writeUntilItFails(Socket socket, AtomicInteger written, CompletableFuture<Void> cut) {
		try {
			while (true) {
				socket.getOutputStream().write(new byte[1 << 14]);
				written.incrementAndGet();
			}
		}
		catch (IOException ex) {
			cut.complete(null);
		}
	}

	@Test
	void closeEndsAHandshake() throws Exception {
		SocketServer server = start(TlsTests::echo);
		try (Socket socket = new Socket(address().getAddress(), address().getPort())) {
			Awaitility.await().until(() -> server.activeConnections() == 1);
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			server.closeConnections();
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	private SocketServer start(RequestHandler handler) throws GeneralSecurityException, IOException {
		if (!this.bundles.getBundleNames().contains("test")) {
			this.bundles.registerBundle("test", server.bundle(client));
		}
		ServerSettings settings = new ServerSettings("test", this.address, 64, ConnectionLimits.NONE,
				new TlsSettings(this.bundles, "test", this.authentication, this.timeout));
		SocketServer server = new SocketServer(settings, handler, this.listeners, new ConnectionObserver() {

			@Override
			public void rejected(String server, Rejection reason) {
				TlsTests.this.rejections.add(reason);
			}

		});
		server.start();
		this.started = server;
		this.listeners.resume();
		return server;
	}

	private InetSocketAddress address() {
		return this.listeners.listeners().getFirst().address();
	}

	private void awaitRejected(int count) {
		Awaitility.await().until(() -> this.rejections.size() == count);
		assertThat(this.rejections).containsOnly(Rejection.HANDSHAKE);
	}

	private static SSLSocket encrypt(Socket raw, SSLContext context, String... protocols) throws IOException {
		raw.setSoTimeout(TIMEOUT);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
		if (protocols.length > 0) {
			socket.setEnabledProtocols(protocols);
		}
		return socket;
	}

	private @Nullable String ask(SSLContext context) throws IOException {
		try (SSLSocket socket = encrypt(new Socket(address().getAddress(), address().getPort()), context)) {
			return ask(socket, "hello");
		}
	}

	private static @Nullable String ask(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		return readLine(socket.getInputStream());
	}

	private static void echo(Socket socket) throws IOException {
		socket.getOutputStream().write((readLine(socket.getInputStream()) + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static void echoAll(Socket socket) throws IOException {
		socket.getInputStream().transferTo(socket.getOutputStream());
	}

	private static String readLine(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = in.read();
		while (next >= 0 && next != '\n') {
			line.write(next);
			next = in.read();
		}
		if (next < 0) {
			throw new IOException("No line");
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private static String subject(SSLSocket socket) throws IOException {
		X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
		return certificate.getSubjectX500Principal().getName();
	}

	private static void dribble(Socket socket) {
		try {
			socket.getOutputStream().write(0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A connection to a Unix-domain socket in the form that TLS takes.
	 */
	private static final class UnixClient extends Socket {

		private final SocketChannel channel;

		UnixClient(Path path) throws IOException {
			this.channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
		}

		@Override
		public boolean isConnected() {
			return true;
		}

		@Override
		public InputStream getInputStream() {
			return Channels.newInputStream(this.channel);
		}

		@Override
		public OutputStream getOutputStream() {
			return Channels.newOutputStream(this.channel);
		}

		@Override
		public void shutdownInput() throws IOException {
			this.channel.shutdownInput();
		}

		@Override
		public void shutdownOutput() throws IOException {
			this.channel.shutdownOutput();
		}

		@Override
		public void close() throws IOException {
			this.channel.close();
		}

	}

	/**
	 * Keeps what it receives.
	 */
	private static final class RecordedSocket extends Socket {

		private static final int HEADER = 5;

		private static final int LENGTH_OF_ALERT = 2;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		RecordedSocket(InetSocketAddress address) throws IOException {
			super(address.getAddress(), address.getPort());
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				@Override
				public int read(byte[] buffer, int offset, int length) throws IOException {
					int count = super.read(buffer, offset, length);
					if (count > 0) {
						RecordedSocket.this.received.write(buffer, offset, count);
					}
					return count;
				}

			};
		}

		/**
		 * TLS 1.3 shows of a record nothing but its length.
		 * @param answer what was received before the alert
		 */
		boolean endsWithAlertAfter(String answer, String protocol) {
			ByteBuffer records = ByteBuffer.wrap(this.received.toByteArray());
			byte type = 0;
			int length = 0;
			int previous = 0;
			while (records.remaining() > HEADER) {
				type = records.get();
				records.getShort();
				previous = length;
				length = records.getShort();
				records.position(records.position() + length);
			}
			return protocol.equals("TLSv1.3") ? previous - length == answer.length() - LENGTH_OF_ALERT : type == ALERT;
		}

	}

}

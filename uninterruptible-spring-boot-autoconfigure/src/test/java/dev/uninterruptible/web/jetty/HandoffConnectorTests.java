package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.web.HttpConversation;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.Shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandoffConnector} and {@link JettyListenerCustomizer}.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class HandoffConnectorTests {

	private static final String CLOSE = "Connection: close";

	@SuppressWarnings("NullAway.Init")
	private JettyServer jetty;

	@BeforeEach
	void create() {
		this.jetty = new JettyServer();
	}

	@AfterEach
	void close() {
		this.jetty.close();
	}

	@Test
	void serverListensOnItsListener(CapturedOutput output) throws IOException {
		this.jetty.start(null);
		assertThat(this.jetty.listeners().listeners()).singleElement().satisfies((listener) -> {
			assertThat(listener.name()).isEqualTo(JettyServer.LISTENER);
			assertThat(listener.address().getPort()).isEqualTo(this.jetty.port());
		});
		assertThat(output).contains("Jetty started on port %s (http/1.1)".formatted(this.jetty.port()));
		try (HttpConversation client = this.jetty.connect()) {
			assertThat(client.get("/hello")).startsWith("HTTP/1.1 200 OK").endsWith("hello").doesNotContain(CLOSE);
		}
	}

	@Test
	void wildcardIsForIpv6Too() throws IOException {
		this.jetty.start(null);
		for (String loopback : new String[] { "127.0.0.1", "::1" }) {
			try (HttpConversation client = new HttpConversation(InetAddress.getByName(loopback), this.jetty.port())) {
				assertThat(client.get("/hello")).endsWith("hello");
			}
		}
	}

	@Test
	void newConnectionsWaitWhilePaused() throws IOException {
		this.jetty.start(null);
		try (HttpConversation open = this.jetty.connect()) {
			open.get("/hello");
			this.jetty.listeners().pause();
			try (HttpConversation waiting = this.jetty.connect()) {
				waiting.send("/hello");
				assertThat(open.get("/hello")).endsWith("hello").doesNotContain(CLOSE);
				assertThat(this.jetty.listeners().activeConnections()).isOne();
				this.jetty.listeners().resume();
				assertThat(waiting.read()).endsWith("hello").doesNotContain(CLOSE);
			}
		}
	}

	@Test
	void connectionsAreCountedUntilTheyAreClosed() throws IOException {
		this.jetty.start(null);
		HttpConversation client = this.jetty.connect();
		client.get("/hello");
		assertThat(this.jetty.drainable().activeConnections()).isOne();
		assertThat(this.jetty.listeners().activeConnections(JettyServer.LISTENER)).isOne();
		client.close();
		Awaitility.await().until(() -> this.jetty.drainable().activeConnections() == 0);
	}

	@Test
	void requestThatArrivesWhileDrainingIsTheLast() throws Exception {
		this.jetty.start(null);
		try (HttpConversation client = this.jetty.connect()) {
			client.get("/hello");
			CompletableFuture<Void> drained = this.jetty.drain();
			assertThat(drained).isNotDone();
			assertThat(client.get("/hello")).contains(CLOSE).endsWith("hello");
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	@Test
	void requestInFlightWhenTheDrainBeginsIsTheLast() throws Exception {
		this.jetty.start(Duration.ofMillis(1));
		CompletableFuture<Void> drained;
		try (HttpConversation client = this.jetty.connect()) {
			client.send("/gate");
			this.jetty.awaitArrival();
			drained = this.jetty.drain();
			this.jetty.release();
			assertThat(client.read()).contains(CLOSE).endsWith("through");
			assertThat(client.isClosedByServer()).isTrue();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void connectionWhoseResponseHadBegunTakesAnotherRequest() throws Exception {
		this.jetty.start(null);
		CompletableFuture<Void> drained;
		try (HttpConversation client = this.jetty.connect()) {
			client.send("/stream");
			this.jetty.awaitArrival();
			String head = client.readHead();
			drained = this.jetty.drain();
			this.jetty.release();
			assertThat(head).doesNotContain(CLOSE);
			assertThat(client.readBody(head)).isEqualTo("first,last");
			assertThat(client.get("/hello")).contains(CLOSE).endsWith("hello");
			assertThat(client.isClosedByServer()).isTrue();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void lastResponseSaysWhereItEnds() throws Exception {
		this.jetty.start(null);
		try (HttpConversation stream = this.jetty.connect(); HttpConversation empty = this.jetty.connect()) {
			stream.get("/hello");
			empty.get("/hello");
			assertThat(this.jetty.drain()).isNotDone();
			this.jetty.release();
			assertThat(stream.get("/stream")).contains(CLOSE, "Transfer-Encoding: chunked").endsWith("first,last");
			assertThat(empty.get("/empty")).contains(CLOSE, "Content-Length: 0");
		}
	}

	@Test
	void allRequestsOfAPipelineAreAnswered() throws Exception {
		this.jetty.start(null);
		try (HttpConversation client = this.jetty.connect()) {
			client.get("/hello");
			assertThat(this.jetty.drain()).isNotDone();
			client.send("/hello", "/hello", "/hello");
			assertThat(client.read()).doesNotContain(CLOSE).endsWith("hello");
			assertThat(client.read()).doesNotContain(CLOSE).endsWith("hello");
			assertThat(client.read()).contains(CLOSE).endsWith("hello");
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	@Test
	void idleConnectionIsClosedWhenTheIdleTimeoutIsOver() throws Exception {
		Duration idleTimeout = Duration.ofMillis(300);
		this.jetty.start(idleTimeout);
		try (HttpConversation used = this.jetty.connect(); HttpConversation unused = this.jetty.connect()) {
			used.get("/hello");
			Awaitility.await().until(() -> this.jetty.drainable().activeConnections() == 2);
			long start = System.nanoTime();
			CompletableFuture<Void> drained = this.jetty.drain();
			assertThat(used.isClosedByServer()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(idleTimeout);
			assertThat(unused.isClosedByServer()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void idleConnectionIsClosedAfterTheServersOwnIdleTimeoutByDefault() throws Exception {
		this.jetty.factory().addServerCustomizers((server) -> connector(server, 0).setIdleTimeout(200));
		this.jetty.start(null);
		CompletableFuture<Void> drained;
		try (HttpConversation client = this.jetty.connect()) {
			client.get("/hello");
			drained = this.jetty.drain();
			assertThat(client.isClosedByServer()).isTrue();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void requestInFlightOutlivesTheIdleTimeout() throws Exception {
		this.jetty.start(Duration.ofMillis(50));
		try (HttpConversation client = this.jetty.connect(); HttpConversation idle = this.jetty.connect()) {
			client.send("/gate");
			this.jetty.awaitArrival();
			assertThat(this.jetty.drain()).isNotDone();
			assertThat(idle.isClosedByServer()).isTrue();
			this.jetty.release();
			assertThat(client.read()).contains(CLOSE).endsWith("through");
		}
	}

	@Test
	void closeConnectionsCutsRequestsInFlight() throws Exception {
		this.jetty.start(null);
		try (HttpConversation client = this.jetty.connect()) {
			client.send("/gate");
			this.jetty.awaitArrival();
			CompletableFuture<Void> drained = this.jetty.drain();
			this.jetty.drainable().closeConnections();
			assertThat(client.isClosedByServer()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void gracefulShutdownAfterTheDrainIsImmediate() throws Exception {
		this.jetty.factory().setShutdown(Shutdown.GRACEFUL);
		this.jetty.start(null);
		this.jetty.drain().get(10, TimeUnit.SECONDS);
		CompletableFuture<Object> shutdown = new CompletableFuture<>();
		this.jetty.server().shutDownGracefully(shutdown::complete);
		assertThat(shutdown.get(10, TimeUnit.SECONDS)).hasToString("IDLE");
		this.jetty.server().stop();
		assertThat(this.jetty.listeners().drainables()).isEmpty();
	}

	@Test
	void drainEndsTheAcceptorsWithoutAComplaint(CapturedOutput output) throws Exception {
		this.jetty.factory().setAcceptors(3);
		this.jetty.start(null);
		this.jetty.drain().get(10, TimeUnit.SECONDS);
		String acceptor = "-acceptor-.*:%s}".formatted(this.jetty.port());
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> Pattern.compile(acceptor).matcher(thread.getName()).find()));
		assertThat(output).doesNotContain("Accept Failure");
	}

	@Test
	void serverThatStartsAgainHasTheSameListener() throws IOException {
		this.jetty.start(null);
		int port = this.jetty.port();
		this.jetty.server().stop();
		assertThat(this.jetty.listeners().drainables()).isEmpty();
		try (HttpConversation waiting = new HttpConversation(port)) {
			waiting.send("/hello");
			this.jetty.server().start();
			assertThat(this.jetty.port()).isEqualTo(port);
			assertThat(waiting.read()).endsWith("hello");
			assertThat(this.jetty.listeners().drainables()).hasSize(1);
		}
	}

	@Test
	void connectorThatWasAddedHasAListenerToo() throws IOException {
		this.jetty.factory().addServerCustomizers((server) -> server.addConnector(new ServerConnector(server)));
		this.jetty.start(null);
		assertThat(this.jetty.listeners().listeners()).extracting(Listener::name)
			.containsExactly(JettyServer.LISTENER, JettyServer.LISTENER + ".2");
		try (HttpConversation client = new HttpConversation(connector(this.jetty.jetty(), 1).getLocalPort())) {
			assertThat(client.get("/hello")).endsWith("hello");
		}
	}

	@Test
	void connectorWithoutAcceptorsIsNotHandedOverAndSaysSo(CapturedOutput output) throws IOException {
		this.jetty.factory().setAcceptors(0);
		this.jetty.start(null);
		assertThat(this.jetty.listeners().listeners()).isEmpty();
		assertThat(output).containsOnlyOnce("Listener 'web.test' is not handed over at a restart")
			.contains("server.jetty.threads.acceptors");
		try (HttpConversation client = this.jetty.connect()) {
			assertThat(client.get("/hello")).endsWith("hello");
		}
	}

	@Test
	void portThatIsTakenIsReportedAsSpringBootDoes() throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			this.jetty.factory().setPort(taken.getLocalPort());
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(() -> this.jetty.start(null))
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(taken.getLocalPort()));
		}
	}

	private static ServerConnector connector(Server server, int index) {
		return (ServerConnector) server.getConnectors()[index];
	}

}

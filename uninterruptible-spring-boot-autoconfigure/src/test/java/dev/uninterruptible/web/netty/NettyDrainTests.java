package dev.uninterruptible.web.netty;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draining of the connections of Reactor Netty.
 */
class NettyDrainTests {

	private static final String CLOSE = "connection: close";

	@ParameterizedTest
	@EnumSource(Transport.class)
	void nextResponseSaysThatTheConnectionIsClosed(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			client.request("/hello/before");
			assertThat(client.readResponse()).endsWith("before").doesNotContain(CLOSE);
			CompletableFuture<Void> drained = server.drain();
			client.request("/hello/after");
			assertThat(client.readResponse()).endsWith("after").contains(CLOSE);
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void pipelinedRequestsAreAllAnswered(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			client.request("/hello/1", "/hello/2", "/hello/3");
			for (int i = 1; i <= 3; i++) {
				assertThat(client.readResponse()).endsWith(Integer.toString(i));
			}
			CompletableFuture<Void> drained = server.drain();
			client.request("/hello/4", "/hello/5", "/hello/6");
			assertThat(client.readResponse()).endsWith("4").doesNotContain(CLOSE);
			assertThat(client.readResponse()).endsWith("5").doesNotContain(CLOSE);
			assertThat(client.readResponse()).endsWith("6").contains(CLOSE);
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void streamGoesOnAndTheNextResponseSaysThatTheConnectionIsClosed(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			client.request("/events");
			server.events.tryEmitNext("first").orThrow();
			client.readUntil("first");
			CompletableFuture<Void> drained = server.drain();
			server.events.tryEmitNext("second").orThrow();
			client.readUntil("second");
			server.events.tryEmitComplete().orThrow();
			client.readUntil("0\r\n\r\n");
			client.request("/hello/after");
			assertThat(client.readResponse()).endsWith("after").contains(CLOSE);
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void firstResponseOnAConnectionSaysSoToo(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			Awaitility.await().until(() -> server.connections().activeConnections() == 1);
			CompletableFuture<Void> drained = server.drain();
			client.request("/hello/1", "/missing");
			assertThat(client.readResponse()).endsWith("1").doesNotContain(CLOSE);
			assertThat(client.readResponse()).startsWith("http/1.1 404").contains(CLOSE);
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void requestInFlightIsAnsweredAndDrainWaitsForIt(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, Duration.ofMillis(1));
				HttpConnection client = new HttpConnection(server.listener().address())) {
			client.request("/wait");
			server.awaitRequest();
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			server.answer.tryEmitValue("at last").orThrow();
			assertThat(client.readResponse()).endsWith("at last").contains(CLOSE);
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void responseToAnUploadThatGoesOnIsNotCutOff(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			client.send("POST /hello/early HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\n12");
			assertThat(client.readResponse()).endsWith("early");
			CompletableFuture<Void> drained = server.drain();
			client.send("34POST /hello/next HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\n12");
			assertThat(client.readResponse()).endsWith("next").contains(CLOSE);
			assertThat(drained).isNotDone();
			client.send("34");
			assertThat(client.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void idleConnectionIsClosedAfterTheIdleTimeout(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, Duration.ofMillis(1));
				HttpConnection fresh = new HttpConnection(server.listener().address());
				HttpConnection used = new HttpConnection(server.listener().address())) {
			used.request("/hello/once");
			assertThat(used.readResponse()).endsWith("once");
			Awaitility.await().until(() -> server.connections().activeConnections() == 2);
			CompletableFuture<Void> drained = server.drain();
			assertThat(fresh.isEnded()).isTrue();
			assertThat(used.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void http2IsToldTwiceAndItsStreamsFinish(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				Http2Connection client = new Http2Connection(server.listener().address())) {
			client.request(1, "/wait");
			server.awaitRequest();
			CompletableFuture<Void> drained = server.drain();
			assertThat(client.readGoAway()).isEqualTo(Integer.MAX_VALUE);
			byte[] ping = client.readPing();
			client.request(3, "/hello/late");
			assertThat(client.readData()).isEqualTo("late");
			client.acknowledge(ping);
			assertThat(client.readGoAway()).isEqualTo(3);
			assertThat(drained).isNotDone();
			server.answer.tryEmitValue("at last").orThrow();
			assertThat(client.readData()).isEqualTo("at last");
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatIsLeftCanBeClosed(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection http1 = new HttpConnection(server.listener().address());
				Http2Connection http2 = new Http2Connection(server.listener().address())) {
			http1.request("/wait");
			server.awaitRequest();
			http2.request(1, "/events");
			server.events.tryEmitNext("first").orThrow();
			assertThat(http2.readData()).isEqualTo("first");
			CompletableFuture<Void> drained = server.drain();
			assertThat(drained).isNotDone();
			server.connections().closeConnections();
			assertThat(http1.isEnded()).isTrue();
			drained.get(10, TimeUnit.SECONDS);
		}
	}

}

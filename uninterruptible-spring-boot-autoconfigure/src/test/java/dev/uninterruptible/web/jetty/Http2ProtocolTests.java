package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.web.Http2Conversation;
import dev.uninterruptible.web.Http2Conversation.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.web.server.Http2;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Http2Protocol}.
 */
@Timeout(30)
class Http2ProtocolTests {

	@SuppressWarnings("NullAway.Init")
	private JettyServer jetty;

	@BeforeEach
	void create() {
		this.jetty = new JettyServer();
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		this.jetty.factory().setHttp2(http2);
	}

	@AfterEach
	void close() {
		this.jetty.close();
	}

	@Test
	void streamInFlightWhenTheDrainBeginsFinishes() throws Exception {
		this.jetty.start(Duration.ofMillis(50));
		CompletableFuture<Void> drained;
		try (Http2Conversation client = new Http2Conversation(this.jetty.port())) {
			client.get(1, "/gate");
			this.jetty.awaitArrival();
			drained = this.jetty.drain();
			assertThat(next(client, Http2Conversation.GO_AWAY).lastStream()).isGreaterThan(1);
			assertThat(drained).isNotDone();
			this.jetty.release();
			assertAnswered(client, 1, "through");
			assertThat(next(client, Http2Conversation.GO_AWAY).lastStream()).isOne();
			assertThat(client.next(Http2Conversation.DATA)).isNull();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void streamThatWasOnItsWayWhenTheConnectionWasIdleIsServed() throws Exception {
		this.jetty.start(null);
		try (Http2Conversation client = new Http2Conversation(this.jetty.port())) {
			client.get(1, "/hello");
			assertAnswered(client, 1, "hello");
			assertThat(this.jetty.drain()).isNotDone();
			assertThat(next(client, Http2Conversation.GO_AWAY).lastStream()).isGreaterThan(3);
			client.get(3, "/hello");
			assertAnswered(client, 3, "hello");
		}
	}

	@Test
	void connectionWhoseFirstRequestArrivesWhileDrainingIsServedAndTold() throws Exception {
		this.jetty.start(null);
		try (Http2Conversation client = new Http2Conversation(this.jetty.port())) {
			client.get(1, "/hello");
			assertAnswered(client, 1, "hello");
			try (Http2Conversation late = new Http2Conversation(this.jetty.port())) {
				late.ping();
				assertThat(this.jetty.drain()).isNotDone();
				late.get(1, "/hello");
				assertThat(next(late, Http2Conversation.GO_AWAY).lastStream()).isGreaterThan(1);
				assertAnswered(late, 1, "hello");
			}
		}
	}

	@Test
	void idleConnectionIsClosedWhenTheIdleTimeoutIsOver() throws Exception {
		this.jetty.start(Duration.ofMillis(100));
		CompletableFuture<Void> drained;
		try (Http2Conversation used = new Http2Conversation(this.jetty.port());
				Http2Conversation unused = new Http2Conversation(this.jetty.port())) {
			unused.ping();
			used.get(1, "/hello");
			assertAnswered(used, 1, "hello");
			drained = this.jetty.drain();
			assertThat(next(used, Http2Conversation.GO_AWAY).lastStream()).isGreaterThan(1);
			assertThat(next(used, Http2Conversation.GO_AWAY).lastStream()).isOne();
			assertThat(used.next(Http2Conversation.DATA)).isNull();
			assertThat(unused.next(Http2Conversation.DATA)).isNull();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	@Test
	void closeConnectionsCutsStreamsInFlight() throws Exception {
		this.jetty.start(null);
		CompletableFuture<Void> drained;
		try (Http2Conversation client = new Http2Conversation(this.jetty.port())) {
			client.get(1, "/gate");
			this.jetty.awaitArrival();
			drained = this.jetty.drain();
			this.jetty.drainable().closeConnections();
			assertThat(client.next(Http2Conversation.HEADERS)).isNull();
		}
		drained.get(10, TimeUnit.SECONDS);
	}

	private static void assertAnswered(Http2Conversation client, int stream, String body) throws IOException {
		assertThat(next(client, Http2Conversation.HEADERS).stream()).isEqualTo(stream);
		Frame data = next(client, Http2Conversation.DATA);
		assertThat(data.stream()).isEqualTo(stream);
		assertThat(data.text()).isEqualTo(body);
		assertThat(data.isLast()).isTrue();
	}

	private static Frame next(Http2Conversation client, int type) throws IOException {
		return Objects.requireNonNull(client.next(type), "The server closed the connection");
	}

}

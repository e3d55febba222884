package dev.uninterruptible.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every web server does when a drain is taken back: the calls are those of a
 * predecessor whose successor dies, in their order.
 */
@Timeout(60)
public abstract class ResumeContract {

	private static final String CLOSE = "connection: close";

	private static final String BODY = "test";

	private static final Duration IDLE_TIMEOUT = Duration.ofMillis(300);

	private static final int REPETITIONS = 30;

	private @Nullable WebServerUnderTest server;

	/**
	 * Start the server.
	 * @param idleTimeout how long an idle connection stays open while it is drained
	 */
	protected abstract WebServerUnderTest start(Duration idleTimeout) throws Exception;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void newConnectionIsKeptAlive() throws Exception {
		startResumed(Duration.ofMinutes(1));
		try (HttpConversation old = connect()) {
			assertIsKeptAlive(old);
			CompletableFuture<Void> drained = drain();
			resume();
			try (HttpConversation client = connect()) {
				for (int i = 0; i < 3; i++) {
					assertIsKeptAlive(client);
				}
			}
			assertThat(drained).isNotDone();
		}
	}

	@Test
	void connectionThatIsStillOpenIsServedAndKeptAlive() throws Exception {
		startResumed(Duration.ofMinutes(1));
		try (HttpConversation used = connect(); HttpConversation fresh = connect()) {
			assertIsKeptAlive(used);
			awaitConnections(2);
			CompletableFuture<Void> drained = drain();
			resume();
			for (int i = 0; i < 3; i++) {
				assertIsKeptAlive(used);
				assertIsKeptAlive(fresh);
			}
			assertThat(drained).isNotDone();
		}
	}

	@Test
	void whatWasScheduledByTheDrainClosesNothingLater() throws Exception {
		Duration idleTimeout = Duration.ofMillis(500);
		startResumed(idleTimeout);
		try (HttpConversation old = connect()) {
			assertIsKeptAlive(old);
			assertThat(drain()).isNotDone();
			assertThat(old.staysOpenFor(idleTimeout.dividedBy(10))).isTrue();
			resume();
			try (HttpConversation client = connect()) {
				assertIsKeptAlive(client);
				assertThat(client.staysOpenFor(idleTimeout.multipliedBy(3))).isTrue();
				assertIsKeptAlive(client);
			}
			assertIsKeptAlive(old);
		}
	}

	@Test
	void connectionThatWasToldToEndDuringTheDrainEnds() throws Exception {
		startResumed(Duration.ofMinutes(1));
		try (HttpConversation told = connect(); HttpConversation other = connect()) {
			assertIsKeptAlive(told);
			assertIsKeptAlive(other);
			assertThat(drain()).isNotDone();
			assertIsTheLast(told);
			resume();
			assertIsKeptAlive(other);
		}
	}

	@Test
	void nextDrainFinishes() throws Exception {
		startResumed(Duration.ofMinutes(1));
		try (HttpConversation client = connect(); HttpConversation idle = connect()) {
			assertIsKeptAlive(client);
			awaitConnections(2);
			CompletableFuture<Void> first = drain();
			resume();
			assertIsKeptAlive(client);
			CompletableFuture<Void> second = drain();
			assertThat(second).isNotSameAs(first).isNotDone();
			assertIsTheLast(client);
			closeQuietly(idle);
			assertThat(second).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(first).isNotDone();
		}
	}

	@Test
	void idleConnectionIsClosedByTheNextDrain() throws Exception {
		startResumed(IDLE_TIMEOUT);
		try (HttpConversation client = connect()) {
			assertIsKeptAlive(client);
			assertThat(drain()).isNotDone();
			resume();
			assertIsKeptAlive(client);
			CompletableFuture<Void> drained = drain();
			assertThat(client.isClosedByServer()).isTrue();
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void lastConnectionThatEndsAsTheDrainIsTakenBackDoesNotCompleteTheNext() throws Exception {
		startResumed(Duration.ofMinutes(1));
		for (int i = 0; i < REPETITIONS; i++) {
			HttpConversation last = connect();
			assertIsKeptAlive(last);
			awaitConnections(1);
			assertThat(drain()).isNotDone();
			Thread end = Thread.ofPlatform().start(() -> closeQuietly(last));
			resume();
			try (HttpConversation next = connect()) {
				assertIsKeptAlive(next);
				CompletableFuture<Void> drained = drain();
				end.join();
				awaitConnections(1);
				assertThat(drained).isNotDone();
				assertIsTheLast(next);
				assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			}
			resume();
			awaitConnections(0);
		}
	}

	@Test
	void drainAndResumeMayBeCalledAgain() throws Exception {
		startResumed(Duration.ofMinutes(1));
		server().drainable().resume();
		try (HttpConversation client = connect()) {
			assertIsKeptAlive(client);
			CompletableFuture<Void> drained = drain();
			assertThat(drain()).isSameAs(drained);
			resume();
			resume();
			assertIsKeptAlive(client);
			drained = drain();
			assertIsTheLast(client);
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(drain()).isSameAs(drained);
		}
	}

	@Test
	void listenersMayBeClosedWhileConnectionsAreDrained() throws Exception {
		startResumed(Duration.ofMinutes(1));
		try (HttpConversation client = connect()) {
			assertIsKeptAlive(client);
			assertThat(drain()).isNotDone();
			resume();
			CompletableFuture<Void> drained = drain();
			server().listeners().close();
			assertThat(drained).isNotDone();
			assertIsTheLast(client);
			assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void newConnectionOverHttp2IsServed() throws Exception {
		startResumed(IDLE_TIMEOUT);
		try (Http2Conversation old = new Http2Conversation(server().port())) {
			old.get(1, WebServerUnderTest.PATH);
			assertThat(next(old, Http2Conversation.DATA).text()).startsWith(BODY);
			assertThat(drain()).isNotDone();
			assertThat(next(old, Http2Conversation.GO_AWAY).lastStream()).isGreaterThan(1);
			resume();
			try (Http2Conversation client = new Http2Conversation(server().port());
					HttpConversation clock = connect()) {
				client.get(1, WebServerUnderTest.PATH);
				assertThat(next(client, Http2Conversation.DATA).text()).startsWith(BODY);
				assertThat(clock.staysOpenFor(IDLE_TIMEOUT.multipliedBy(5))).isTrue();
				for (int stream = 3; stream < 9; stream += 2) {
					client.get(stream, WebServerUnderTest.PATH);
					assertThat(next(client, Http2Conversation.DATA).text()).startsWith(BODY);
				}
				assertThat(client.hasSeen(Http2Conversation.GO_AWAY)).isFalse();
			}
		}
	}

	private WebServerUnderTest server() {
		return Objects.requireNonNull(this.server);
	}

	private void startResumed(Duration idleTimeout) throws Exception {
		WebServerUnderTest started = start(idleTimeout);
		this.server = started;
		started.listeners().resume();
	}

	private HttpConversation connect() throws IOException {
		return new HttpConversation(server().port());
	}

	private CompletableFuture<Void> drain() {
		server().listeners().pause();
		return server().drainable().drain();
	}

	private void resume() {
		server().drainable().resume();
		server().listeners().resume();
	}

	private void awaitConnections(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(server().drainable().activeConnections()).isEqualTo(count));
	}

	private static void assertIsKeptAlive(HttpConversation client) throws IOException {
		assertThat(get(client)).startsWith("http/1.1 200").doesNotContain(CLOSE).contains(BODY);
	}

	private static void assertIsTheLast(HttpConversation client) throws IOException {
		assertThat(get(client)).startsWith("http/1.1 200").contains(CLOSE).contains(BODY);
		assertThat(client.isClosedByServer()).isTrue();
		client.close();
	}

	private static String get(HttpConversation client) throws IOException {
		return client.get(WebServerUnderTest.PATH).toLowerCase(Locale.ROOT);
	}

	private static Http2Conversation.Frame next(Http2Conversation client, int type) throws IOException {
		return Objects.requireNonNull(client.next(type));
	}

	private static void closeQuietly(HttpConversation client) {
		try {
			client.close();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}

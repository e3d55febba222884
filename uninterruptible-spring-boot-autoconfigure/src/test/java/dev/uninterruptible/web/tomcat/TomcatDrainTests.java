package dev.uninterruptible.web.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.web.HttpConversation;
import dev.uninterruptible.web.WebServerUnderTest;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatDrain} and {@link HandoffNioEndpoint}.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class TomcatDrainTests {

	private final TomcatServer server = new TomcatServer(Duration.ofMinutes(1));

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void acceptorEndsOnceTheListenersAreClosed(CapturedOutput output) throws Exception {
		try (HttpConversation client = new HttpConversation(this.server.port())) {
			assertIsServed(client);
			this.server.listeners().pause();
			CompletableFuture<Void> drained = this.server.drainable().drain();
			assertThat(acceptors()).isOne();
			this.server.listeners().close();
			Awaitility.await().until(() -> acceptors() == 0);
			assertThat(drained).isNotDone();
		}
		assertThat(output).doesNotContain("ERROR", "SEVERE", "Exception");
	}

	@Test
	void acceptorOutlivesAConnectionThatCannotBeTaken(CapturedOutput output) throws Exception {
		String before = String.valueOf(this.server.protocol().getProperty("socket.appReadBufSize"));
		this.server.protocol().setProperty("socket.appReadBufSize", Integer.toString(Integer.MAX_VALUE));
		for (int i = 0; i < 3; i++) {
			try (HttpConversation client = new HttpConversation(this.server.port())) {
				assertThat(client.isClosedByServer()).isTrue();
			}
		}
		Awaitility.await().until(() -> this.server.drainable().activeConnections() == 0);
		this.server.protocol().setProperty("socket.appReadBufSize", before);
		try (HttpConversation client = new HttpConversation(this.server.port())) {
			assertIsServed(client);
		}
		assertThat(output)
			.contains("Tomcat could not take an accepted connection, which is closed: " + "java.lang.OutOfMemoryError");
	}

	@Test
	void drainThatNobodyCanWatchFails() throws Exception {
		ScheduledThreadPoolExecutor stopped = new ScheduledThreadPoolExecutor(1);
		stopped.shutdown();
		try (HttpConversation client = new HttpConversation(this.server.port())) {
			assertIsServed(client);
			this.server.protocol().setUtilityExecutor(stopped);
			this.server.listeners().pause();
			assertThat(this.server.drainable().drain()).failsWithin(10, TimeUnit.SECONDS)
				.withThrowableThat()
				.withCauseInstanceOf(RejectedExecutionException.class);
			this.server.drainable().closeConnections();
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	/**
	 * A clock that was set back is a last read in the future.
	 */
	@Test
	void idleConnectionIsClosedAlthoughTheClockIsSetBack() throws Exception {
		try (TomcatServer impatient = new TomcatServer(Duration.ofMillis(500));
				HttpConversation client = new HttpConversation(impatient.port())) {
			assertIsServed(client);
			NioSocketWrapper connection = impatient.connection();
			long timeout = connection.getReadTimeout();
			readInAnHour(connection);
			impatient.listeners().pause();
			CompletableFuture<Void> drained = impatient.drainable().drain();
			Awaitility.await().until(() -> connection.getReadTimeout() != timeout);
			readInAnHour(connection);
			assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	private static void readInAnHour(NioSocketWrapper connection) {
		ReflectionTestUtils.setField(connection, "lastRead", System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1));
	}

	private static void assertIsServed(HttpConversation client) throws IOException {
		assertThat(client.get(WebServerUnderTest.PATH)).startsWith("HTTP/1.1 200").endsWith("test");
	}

	private static long acceptors() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("http-nio-.*-Acceptor"))
			.count();
	}

}

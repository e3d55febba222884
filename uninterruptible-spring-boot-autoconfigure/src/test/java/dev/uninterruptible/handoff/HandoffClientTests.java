package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.SocketFile;
import dev.uninterruptible.posix.UnixListener;
import dev.uninterruptible.posix.UnixStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link HandoffClient} with a predecessor that does something wrong.
 */
class HandoffClientTests {

	private final ListenerRegistry listeners = new ListenerRegistry();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private UnixListener socket;

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@BeforeEach
	void open() throws IOException {
		this.socket = UnixListener.bind(this.directory.resolve("handoff"));
		this.listener = this.listeners.open("server", BindAddress.Tcp.of("127.0.0.1", 0), 8);
	}

	@AfterEach
	void close() throws IOException {
		this.socket.close();
		this.listeners.close();
	}

	@Test
	void successorIntroducesItself() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept()) {
			assertThat(predecessor.receive(soon()))
				.isEqualTo(new Hello(HandoffConnection.PROTOCOL_VERSION, "token", ProcessHandle.current().pid()));
			predecessor.send(new Offer(new Generation(1, 1), List.of(), List.of()));
			assertThat(client.get(10, TimeUnit.SECONDS).inherited()).isEmpty();
		}
	}

	@Test
	void predecessorThatIsGoneBeforeItOffersFailsTheStart() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		accept().close();
		assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void predecessorThatOffersNothingFailsTheStart() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept()) {
			predecessor.send(new Ready());
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS))
				.hasRootCauseMessage("The predecessor offered no listeners but sent Ready[]");
			assertFailed(predecessor, "The predecessor offered no listeners but sent Ready[]");
		}
	}

	@Test
	void socketThatListensElsewhereFailsTheStart() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept()) {
			predecessor.send(
					new Offer(new Generation(1, 1), List.of(new OfferedListener("server", "127.0.0.1:1")), List.of()));
			predecessor.sendDescriptors(List.of(this.listener.descriptor()));
			String reason = "The socket passed for listener 'server' listens on %s, not on 127.0.0.1:1 as announced"
				.formatted(Listener.describe(this.listener.address()));
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).hasRootCauseMessage(reason);
			assertFailed(predecessor, reason);
		}
	}

	@Test
	void fewerSocketsThanAnnouncedFailTheStart() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept()) {
			OfferedListener offered = OfferedListener.of(this.listener);
			predecessor.send(new Offer(new Generation(1, 1), List.of(offered, offered), List.of()));
			predecessor.sendDescriptors(List.of(this.listener.descriptor()));
			predecessor.send(new Ready());
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).rootCause()
				.hasMessageContaining("passed 0 descriptors in one message");
		}
	}

	@Test
	void moreSocketsThanAnnouncedFailTheStart() throws Exception {
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept()) {
			predecessor.send(new Offer(new Generation(1, 1), List.of(OfferedListener.of(this.listener)), List.of()));
			predecessor.sendDescriptors(List.of(this.listener.descriptor(), this.listener.descriptor()));
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS))
				.hasRootCauseMessage("Expected 1 descriptors, got 2");
		}
	}

	@Test
	void addressThatIsNoneFailsTheStartAndClosesWhatArrived() throws Exception {
		Path path = this.directory.resolve("listener");
		CompletableFuture<HandoffClient> client = connect();
		try (HandoffConnection predecessor = accept();
				Descriptor listening = Descriptor.listenAt(path, PosixFilePermissions.fromString("rw-------"), 1)) {
			predecessor
				.send(new Offer(new Generation(1, 1), List.of(new OfferedListener("server", "unix:\0")), List.of()));
			predecessor.sendDescriptors(List.of(listening));
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).hasMessageContaining("Nul character");
			assertThat(predecessor.receive(soon())).isInstanceOf(Hello.class);
			assertThat(predecessor.receive(soon())).isInstanceOf(Failed.class);
			assertThatIOException().isThrownBy(() -> predecessor.receive(soon()));
		}
		assertThat(SocketFile.isServed(path)).isFalse();
	}

	@Test
	void predecessorThatIsStoppedAndHasAFullQueueFailsTheStart() throws Exception {
		Path path = this.directory.resolve("stopped");
		try (FullQueue queue = FullQueue.at(path)) {
			assertThat(queue).isNotNull();
			assertNobodyAnswers(path);
		}
	}

	@Test
	void predecessorThatIsStoppedFailsTheStart() throws Exception {
		assertNobodyAnswers(this.directory.resolve("handoff"));
	}

	private static void assertNobodyAnswers(Path path) {
		FutureTask<HandoffClient> client = new FutureTask<>(
				() -> HandoffClient.connect(new HandoffAddress(path, "token"), Duration.ofSeconds(1)));
		Thread.ofPlatform().daemon().start(client);
		assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).cause()
			.isInstanceOf(SocketTimeoutException.class)
			.hasMessage(
					"nobody answered at %s within 1 s: the process that serves there may be stopped".formatted(path));
	}

	private static void assertFailed(HandoffConnection predecessor, String reason) throws IOException {
		assertThat(predecessor.receive(soon())).isInstanceOf(Hello.class);
		assertThat(predecessor.receive(soon())).isEqualTo(new Failed(reason));
	}

	private HandoffConnection accept() throws IOException {
		UnixStream stream = Objects.requireNonNull(this.socket.accept());
		return new HandoffConnection(stream);
	}

	private CompletableFuture<HandoffClient> connect() {
		CompletableFuture<HandoffClient> client = new CompletableFuture<>();
		Thread.ofPlatform().daemon().start(() -> {
			try {
				client.complete(HandoffClient.connect(new HandoffAddress(this.directory.resolve("handoff"), "token")));
			}
			catch (IOException | RuntimeException ex) {
				client.completeExceptionally(ex);
			}
		});
		return client;
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import dev.uninterruptible.posix.UnixListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The handoff in a process that is at its limit of threads.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandoffThreadsTests {

	private static final String PROPERTY = "java.io.tmpdir";

	private final String temporaryDirectory = System.getProperty(PROPERTY);

	private final RecordedHandoff handoff = new RecordedHandoff();

	private final CountDownLatch gone = new CountDownLatch(1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@BeforeEach
	void setProperty() {
		System.setProperty(PROPERTY, this.directory.toString());
	}

	@AfterEach
	void restoreProperty() {
		System.setProperty(PROPERTY, this.temporaryDirectory);
	}

	@Test
	void socketOfALaunchThatNobodyCouldServeIsRemoved() {
		assertThatIOException().isThrownBy(() -> HandoffServer.open(true, this.handoff, FewThreads.none()))
			.withMessage("The thread uninterruptible-handoff cannot be started (unable to create native thread): "
					+ "raise the limit of threads of this user, or of this container");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void handoffPathThatNobodyCouldServeIsRemoved() {
		Path path = this.directory.resolve("handoff");
		assertThatIOException()
			.isThrownBy(
					() -> HandoffServer.openAt(HandoffAddress.ofTakeover(path, ""), this.handoff, FewThreads.none()))
			.withMessageContaining("limit of threads");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void peerThatCannotBeServedIsSentAwayAndTheNextOneIsServed(CapturedOutput output) throws Exception {
		int failures = 5;
		try (HandoffServer server = HandoffServer.open(true, this.handoff, new FewThreads(1, 1 + failures))) {
			for (int i = 0; i < failures; i++) {
				assertThatIOException().isThrownBy(() -> HandoffClient.connect(server.address()));
			}
			Thread successor = Thread.ofPlatform().daemon().start(() -> connect(server.address()));
			this.handoff.awaitGreeted().end("over");
			successor.join(10_000);
		}
		assertThat(output).contains("The peer that came to the handoff socket").contains("limit of threads");
	}

	@Test
	void predecessorThatNobodyCouldListenToIsLeft() throws Exception {
		try (HandoffServer server = HandoffServer.open(new Offering(this.handoff))) {
			HandoffClient client = HandoffClient.connect(server.address());
			assertThatIOException().isThrownBy(() -> client.listen((message) -> {
			}, this.gone::countDown, FewThreads.none())).withMessageContaining("limit of threads");
			assertThat(this.handoff.awaitGone()).isNotNull();
			assertThat(this.gone.getCount()).isOne();
		}
	}

	@Test
	void drainingProcessThatNobodyCouldListenToIsLeft() throws Exception {
		Path path = this.directory.resolve("handoff");
		try (UnixListener listener = UnixListener.bind(path)) {
			DrainingClient client = DrainingClient
				.connect(new DrainingGeneration(new Generation(1, 1), new HandoffAddress(path, "token")));
			assertThatIOException().isThrownBy(() -> client.listen((message) -> {
			}, this.gone::countDown, FewThreads.none())).withMessageContaining("limit of threads");
			try (HandoffConnection accepted = new HandoffConnection(Objects.requireNonNull(listener.accept()))) {
				assertThatIOException().isThrownBy(() -> client.send(new Message.Expired("over")));
				assertThat(accepted.peer().mayHandOff()).isTrue();
			}
		}
	}

	private static void connect(HandoffAddress address) {
		try {
			HandoffClient.connect(address);
		}
		catch (IOException ex) {
			// It is sent away in the end
		}
	}

	/**
	 * Offers nothing to each successor.
	 */
	private record Offering(HandoffListener listener) implements HandoffListener {

		@Override
		public void greeted(HandoffSession session) {
			try {
				RecordedHandoff.offer(session, 1, List.of());
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			this.listener.greeted(session);
		}

		@Override
		public void received(HandoffSession session, Message message) {
			this.listener.received(session, message);
		}

		@Override
		public void gone(HandoffSession session) {
			this.listener.gone(session);
		}

	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.posix.UnixListener;
import dev.uninterruptible.posix.UnixStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link HandoffServer} at a fixed path.
 */
class TakeoverTests {

	private final RecordedHandoff handoff = new RecordedHandoff();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void everyNewProcessMayTakeOver() throws Exception {
		try (HandoffServer server = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff)) {
			assertThat(server.address().isTakeover()).isTrue();
			takeOver(1);
			takeOver(2);
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void nobodyWaitsAtAPathThatWasLeft() throws IOException {
		HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff).close();
		assertThatIOException().isThrownBy(() -> HandoffClient.connect(HandoffAddress.ofTakeover(path(), "")));
	}

	@Test
	void successorThatServesReplacesItsPredecessorAtThePath() throws Exception {
		HandoffServer before = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), new RecordedHandoff());
		try (HandoffServer after = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff)) {
			before.close();
			takeOver(1);
			assertThat(after.address().path()).exists();
		}
	}

	@Test
	void whoCameToAPredecessorThatLeftComesToItsSuccessor() throws Exception {
		UnixListener before = UnixListener.bind(path());
		CompletableFuture<HandoffClient> client = CompletableFuture.supplyAsync(this::connect);
		UnixStream unanswered = Objects.requireNonNull(before.accept());
		try (HandoffServer after = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff)) {
			before.close();
			unanswered.close();
			HandoffSession session = this.handoff.awaitGreeted();
			RecordedHandoff.offer(session, 2, List.of());
			assertThat(client.get(10, TimeUnit.SECONDS).offer().generation().number()).isEqualTo(2);
			assertThat(after.isThere()).isTrue();
			session.end("the test is over");
		}
	}

	@Test
	void whoCameToAPredecessorThatLeftThePathFindsNobody() throws Exception {
		UnixListener before = UnixListener.bind(path());
		CompletableFuture<HandoffClient> client = CompletableFuture.supplyAsync(this::connect);
		UnixStream unanswered = Objects.requireNonNull(before.accept());
		before.close();
		unanswered.close();
		assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(ConnectException.class);
	}

	@Test
	void pointIsNotThereOnceAnotherProcessWaitsThere() throws Exception {
		HandoffServer before = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff);
		assertThat(before.isThere()).isTrue();
		try (HandoffServer after = HandoffServer.openAt(HandoffAddress.ofTakeover(path(), ""), this.handoff)) {
			assertThat(before.isThere()).isFalse();
			assertThat(after.isThere()).isTrue();
		}
		finally {
			before.close();
		}
	}

	private void takeOver(int generation) throws Exception {
		CompletableFuture<HandoffClient> client = CompletableFuture.supplyAsync(this::connect);
		HandoffSession session = this.handoff.awaitGreeted();
		RecordedHandoff.offer(session, generation, List.of());
		assertThat(client.get(10, TimeUnit.SECONDS).offer().generation().number()).isEqualTo(generation);
		session.end("the test is over");
	}

	private HandoffClient connect() {
		try {
			return HandoffClient.connect(HandoffAddress.ofTakeover(path(), ""));
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	private Path path() {
		return this.directory.resolve("takeover");
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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

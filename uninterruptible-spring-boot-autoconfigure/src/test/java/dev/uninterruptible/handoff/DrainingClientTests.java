package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.UnixListener;
import dev.uninterruptible.posix.UnixStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link DrainingClient}.
 */
class DrainingClientTests {

	private final CountDownLatch gone = new CountDownLatch(1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path parent;

	@SuppressWarnings("NullAway.Init")
	private Path path;

	@SuppressWarnings("NullAway.Init")
	private DrainingGeneration generation;

	@BeforeEach
	void createDirectory() throws IOException {
		this.path = Files
			.createDirectory(this.parent.resolve("uninterruptible-2s-1"),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
			.resolve("handoff");
		this.generation = new DrainingGeneration(new Generation(1, 100), new HandoffAddress(this.path, "token"));
	}

	@Test
	void whatAKilledProcessLeftIsDeleted() throws Exception {
		UnixListener listener = UnixListener.bind(this.path);
		Path aside = this.path.resolveSibling("aside");
		DrainingClient client = DrainingClient.connect(this.generation);
		UnixStream accepted = Objects.requireNonNull(listener.accept());
		Files.move(this.path, aside);
		listener.close();
		Files.move(aside, this.path);
		client.listen((message) -> {
		}, this.gone::countDown);
		accepted.close();
		assertThat(this.gone.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.path.getParent()).doesNotExist();
	}

	@Test
	void socketOfAProcessThatOnlyEndsTheConnectionStays() throws Exception {
		try (UnixListener listener = UnixListener.bind(this.path)) {
			DrainingClient client = DrainingClient.connect(this.generation);
			client.listen((message) -> {
			}, this.gone::countDown);
			try (UnixStream accepted = Objects.requireNonNull(listener.accept())) {
				accepted.write(ByteBuffer.wrap(new byte[] { -1, -1, -1, -1 }), Deadline.after(Duration.ofSeconds(5)));
				assertThat(this.gone.await(10, TimeUnit.SECONDS)).isTrue();
			}
			assertThat(this.path).exists();
		}
	}

	@Test
	void processThatIsStoppedAndHasAFullQueueKeepsNobodyWaiting() throws Exception {
		try (FullQueue queue = FullQueue.at(this.path)) {
			FutureTask<DrainingClient> client = new FutureTask<>(() -> DrainingClient.connect(this.generation));
			Thread.ofPlatform().daemon().start(client);
			assertThatThrownBy(() -> client.get(10, TimeUnit.SECONDS)).cause()
				.hasMessage("nobody answered at %s within 1 s: the process that serves there may be stopped"
					.formatted(this.path));
			assertThat(queue).isNotNull();
		}
	}

}

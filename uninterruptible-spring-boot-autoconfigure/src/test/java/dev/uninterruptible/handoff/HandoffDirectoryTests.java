package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.uninterruptible.posix.SocketFile;
import dev.uninterruptible.posix.UnixListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link HandoffDirectory}.
 */
class HandoffDirectoryTests {

	private static final String PROPERTY = "java.io.tmpdir";

	private final String temporaryDirectory = System.getProperty(PROPERTY);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path parent;

	@AfterEach
	void restoreProperty() {
		System.setProperty(PROPERTY, this.temporaryDirectory);
	}

	@Test
	void directoryIsInTheTemporaryDirectory() throws IOException {
		System.setProperty(PROPERTY, this.parent.toString());
		Path socket = HandoffDirectory.create();
		assertThat(socket.getParent()).isDirectory().hasParent(this.parent);
		HandoffDirectory.delete(socket);
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void temporaryDirectoryOfALongPathIsNotUsed() throws IOException {
		Path longPath = Files.createDirectory(this.parent.resolve("x".repeat(200)));
		System.setProperty(PROPERTY, longPath.toString());
		try (HandoffServer server = HandoffServer.open(new RecordedHandoff())) {
			assertThat(server.address().path()).startsWith(Path.of("/tmp"));
			assertThat(longPath).isEmptyDirectory();
		}
	}

	@Test
	void longestPathThatIsUsedIsShortEnoughForASocket() throws IOException {
		int room = SocketFile.MAX_PATH_LENGTH - "/uninterruptible-zzzzz-01234567890123456789/handoff".length();
		Path path = Files.createDirectory(this.parent.resolve("x".repeat(room - this.parent.toString().length() - 1)));
		System.setProperty(PROPERTY, path.toString());
		try (HandoffServer server = HandoffServer.open(new RecordedHandoff())) {
			assertThat(server.address().path()).startsWith(path);
		}
		assertThat(path).isEmptyDirectory();
	}

	@Test
	void whatAKilledProcessLeftIsDeleted() throws IOException {
		System.setProperty(PROPERTY, this.parent.toString());
		Path used = Files.createDirectory(this.parent.resolve("uninterruptible-2s-1")).resolve("handoff");
		Path left = Files.createDirectory(this.parent.resolve("uninterruptible-2s-2")).resolve("handoff");
		Path other = Files.createDirectory(this.parent.resolve("uninterruptible-2t-3"));
		Files.createFile(left);
		UnixListener listener = UnixListener.bind(used);
		HandoffServer.cleanAfter(100);
		assertThat(left.getParent()).doesNotExist();
		assertThat(used).exists();
		assertThat(other).exists();
		listener.close();
	}

	@Test
	void missingTemporaryDirectoryIsReportedWithWhatToDo() {
		System.setProperty(PROPERTY, this.parent.resolve("missing").toString());
		assertThatIOException().isThrownBy(() -> HandoffServer.open(new RecordedHandoff()))
			.withMessageContaining("missing")
			.withMessageContaining("set -Djava.io.tmpdir");
	}

}

package dev.uninterruptible.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixListener}.
 */
class UnixListenerTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void socketIsForThisUserAlone() throws IOException {
		Path path = this.directory.resolve("socket");
		try (UnixListener listener = UnixListener.bind(path)) {
			assertThat(listener).isNotNull();
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
		}
	}

	@Test
	void acceptReturnsTheConnectionsInTheirOrder() throws IOException {
		Path path = this.directory.resolve("socket");
		try (UnixListener listener = UnixListener.bind(path);
				UnixStream first = UnixStream.connect(path);
				UnixStream second = UnixStream.connect(path);
				UnixStream firstAccepted = Objects.requireNonNull(listener.accept());
				UnixStream secondAccepted = Objects.requireNonNull(listener.accept())) {
			assertThat(first.peer()).isEqualTo(second.peer());
			assertThat(firstAccepted.peer()).isEqualTo(secondAccepted.peer());
		}
	}

	@Test
	void closeWakesAThreadThatAccepts() throws Exception {
		UnixListener listener = UnixListener.bind(this.directory.resolve("socket"));
		FutureTask<@Nullable UnixStream> accepting = new FutureTask<>(listener::accept);
		Thread thread = Thread.ofPlatform().daemon().start(accepting);
		Awaitility.await().until(() -> isInSelect(thread));
		listener.close();
		assertThat(accepting.get(5, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void acceptAfterCloseReturnsNothing() throws IOException {
		UnixListener listener = UnixListener.bind(this.directory.resolve("socket"));
		listener.close();
		assertThat(listener.accept()).isNull();
	}

	@Test
	void closeRemovesTheFileAndMayBeRepeated() throws IOException {
		Path path = this.directory.resolve("socket");
		UnixListener listener = UnixListener.bind(path);
		assertThat(path).exists();
		listener.close();
		listener.close();
		assertThat(path).doesNotExist();
		assertThatIOException().isThrownBy(() -> UnixStream.connect(path));
	}

	@Test
	void connectionOutlivesTheListener() throws IOException {
		try (UnixStreamPair pair = UnixStreamPair.open(this.directory)) {
			assertThat(pair.server().peer().mayHandOff()).isTrue();
		}
	}

	@Test
	void bindReplacesWhoListenedThereBefore() throws IOException {
		Path path = this.directory.resolve("socket");
		try (UnixListener before = UnixListener.bind(path);
				UnixListener after = UnixListener.bind(path);
				UnixStream stream = UnixStream.connect(path);
				UnixStream accepted = Objects.requireNonNull(after.accept())) {
			assertThat(before).isNotSameAs(after);
			assertThat(stream.peer()).isEqualTo(accepted.peer());
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void closeLeavesThePathToWhoReplacedIt() throws IOException {
		Path path = this.directory.resolve("socket");
		UnixListener before = UnixListener.bind(path);
		try (UnixListener after = UnixListener.bind(path)) {
			before.close();
			try (UnixStream stream = UnixStream.connect(path);
					UnixStream accepted = Objects.requireNonNull(after.accept())) {
				assertThat(stream.peer()).isEqualTo(accepted.peer());
			}
		}
	}

	@Test
	void bindInAMissingDirectoryThrowsWithThePath() {
		Path path = this.directory.resolve("missing").resolve("socket");
		assertThatIOException().isThrownBy(() -> UnixListener.bind(path)).withMessageContaining(path.toString());
	}

	@Test
	void bindAtTheLongestPathWorks() throws IOException {
		int length = SocketFile.MAX_PATH_LENGTH - this.directory.toString().length() - 1;
		Path path = this.directory.resolve("x".repeat(length));
		try (UnixListener listener = UnixListener.bind(path); UnixStream stream = UnixStream.connect(path)) {
			assertThat(stream.peer().mayHandOff()).isTrue();
			assertThat(listener.accept()).isNotNull().satisfies(UnixStream::close);
		}
	}

	private static boolean isInSelect(Thread thread) {
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getMethodName().equals("select")) {
				return true;
			}
		}
		return false;
	}

}

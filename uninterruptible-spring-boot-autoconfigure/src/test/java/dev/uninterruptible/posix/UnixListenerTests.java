package dev.uninterruptible.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixListener}.
 */
class UnixListenerTests {

	/**
	 * The socket, and two to wake the thread that accepts.
	 */
	private static final int NEEDED = 3;

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
				UnixStream first = UnixStream.connect(path, soon());
				UnixStream second = UnixStream.connect(path, soon());
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
		Awaitility.await().until(() -> waits(thread));
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
		assertThatIOException().isThrownBy(() -> UnixStream.connect(path, soon()));
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
				UnixStream stream = UnixStream.connect(path, soon());
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
			try (UnixStream stream = UnixStream.connect(path, soon());
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
		try (UnixListener listener = UnixListener.bind(path); UnixStream stream = UnixStream.connect(path, soon())) {
			assertThat(stream.peer().mayHandOff()).isTrue();
			assertThat(listener.accept()).isNotNull().satisfies(UnixStream::close);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void bindWithoutDescriptorsLeavesNoFile() throws IOException {
		Path path = this.directory.resolve("socket");
		UnixListener.bind(path).close();
		for (int left = 0; left < NEEDED; left++) {
			try (FewDescriptors few = FewDescriptors.leave(left)) {
				assertThatIOException().as("%s descriptors", few.count())
					.isThrownBy(() -> UnixListener.bind(path))
					.withMessageContaining(path.toString());
			}
			assertThat(this.directory).isEmptyDirectory();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void closeWakesAThreadThatAcceptsAlsoWhereThereWereFewDescriptors() throws Exception {
		Path path = this.directory.resolve("socket");
		UnixListener.bind(path).close();
		UnixListener listener;
		try (FewDescriptors few = FewDescriptors.leave(NEEDED)) {
			assertThat(few).isNotNull();
			listener = UnixListener.bind(path);
		}
		FutureTask<@Nullable UnixStream> accepting = new FutureTask<>(listener::accept);
		Thread thread = Thread.ofPlatform().daemon().start(accepting);
		Awaitility.await().until(() -> waits(thread));
		listener.close();
		assertThat(accepting.get(5, TimeUnit.SECONDS)).isNull();
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(5));
	}

	private static boolean waits(Thread thread) {
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getClassName().equals(Readiness.class.getName())) {
				return true;
			}
		}
		return false;
	}

}

package dev.uninterruptible.handoff;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.posix.SocketFile;
import dev.uninterruptible.posix.FewDescriptors;
import dev.uninterruptible.posix.UnixListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

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
		Path left = leave("uninterruptible-2s-1");
		Path nothing = directory("uninterruptible-2s-2", "rwx------");
		Path unfinished = leave("uninterruptible-2s-3", ".2s").getParent();
		HandoffServer.cleanAfter(100);
		assertThat(left.getParent()).doesNotExist();
		assertThat(nothing).doesNotExist();
		assertThat(unfinished).doesNotExist();
	}

	@Test
	void whatCannotBeFoundForWantOfADescriptorMustBeLookedForAgain() throws IOException {
		Path left = leave("uninterruptible-2s-1");
		HandoffServer.cleanAfter(101);
		try (FewDescriptors none = FewDescriptors.leave(0)) {
			assertThatIOException().isThrownBy(() -> HandoffServer.cleanAfter(100));
			assertThat(none).isNotNull();
		}
		HandoffServer.cleanAfter(100);
		assertThat(left.getParent()).doesNotExist();
	}

	@Test
	void whatAnotherProcessLeftStays() throws IOException {
		Path other = leave("uninterruptible-2t-1");
		HandoffServer.cleanAfter(100);
		assertThat(other).exists();
	}

	@Test
	void socketAtWhichSomebodyListensStays() throws IOException {
		Path used = directory("uninterruptible-2s-1", "rwx------").resolve("handoff");
		try (UnixListener listener = UnixListener.bind(used)) {
			HandoffServer.cleanAfter(100);
			assertThat(used).exists();
			assertThat(listener).isNotNull();
		}
	}

	@Test
	void socketOfAStoppedProcessWithAFullQueueKeepsNobodyWaiting() throws Exception {
		Path used = directory("uninterruptible-2s-1", "rwx------").resolve("handoff");
		try (FullQueue queue = FullQueue.at(used)) {
			FutureTask<Void> cleaning = new FutureTask<>(() -> {
				HandoffServer.cleanAfter(100);
				return null;
			});
			Thread.ofPlatform().daemon().start(cleaning);
			cleaning.get(10, TimeUnit.SECONDS);
			assertThat(used).exists();
			assertThat(queue).isNotNull();
		}
	}

	@Test
	void linkIsNotFollowed() throws IOException {
		Path somewhere = leave("somewhere");
		Path link = Files.createSymbolicLink(this.parent.resolve("uninterruptible-2s-1"), somewhere.getParent());
		HandoffServer.cleanAfter(100);
		assertThat(somewhere).exists();
		HandoffDirectory.clean(link.resolve("handoff"));
		assertThat(somewhere).exists();
		assertThat(link).exists();
	}

	@Test
	void directoryOfAnotherUserStays() throws IOException {
		assumeThat(Files.getAttribute(this.parent, "unix:uid")).as("only root can give files away").isEqualTo(0);
		Path left = leave("uninterruptible-2s-1");
		Files.setAttribute(left.getParent(), "unix:uid", 65534);
		HandoffServer.cleanAfter(100);
		HandoffDirectory.clean(left);
		assertThat(left).exists();
	}

	@Test
	void directoryThatOthersMayEnterStays() throws IOException {
		Path left = leave("uninterruptible-2s-1");
		Files.setPosixFilePermissions(left.getParent(), PosixFilePermissions.fromString("rwx--x---"));
		HandoffServer.cleanAfter(100);
		HandoffDirectory.clean(left);
		assertThat(left).exists();
	}

	@Test
	void directoryAmongWhichOthersMayPutTheirsStays() throws IOException {
		Path left = leave("uninterruptible-2s-1");
		Files.setPosixFilePermissions(this.parent, PosixFilePermissions.fromString("rwxrwxrwx"));
		HandoffServer.cleanAfter(100);
		HandoffDirectory.clean(left);
		assertThat(left).exists();
	}

	@Test
	void directoryWithAnythingElseStays() throws IOException {
		Path left = leave("uninterruptible-2s-1");
		Path precious = Files.createFile(left.resolveSibling("precious"));
		HandoffServer.cleanAfter(100);
		HandoffDirectory.clean(left);
		assertThat(left).exists();
		assertThat(precious).exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { "uninterruptible-2s-1/handoff", "uninterruptible-2s-1/precious", "precious/handoff" })
	void fileThatIsNoHandoffSocketStays(String name) throws IOException {
		Path file = this.parent.resolve(name);
		directory(name.substring(0, name.indexOf("/")), "rwx------");
		Files.createFile(file);
		HandoffServer.cleanAfter(100);
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> HandoffClient.connect(new HandoffAddress(file, "token")));
		assertThat(file).exists();
	}

	@Test
	void staleAddressInTheEnvironmentIsCleaned() throws IOException {
		Path left = leave("uninterruptible-2s-1");
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> HandoffClient.connect(new HandoffAddress(left, "token")));
		assertThat(left.getParent()).doesNotExist();
	}

	private Path leave(String directory) throws IOException {
		return leave(directory, "handoff");
	}

	private Path leave(String directory, String name) throws IOException {
		Path socket = directory(directory, "rwx------").resolve(name);
		ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
		return socket;
	}

	private Path directory(String name, String permissions) throws IOException {
		System.setProperty(PROPERTY, this.parent.toString());
		return Files.createDirectory(this.parent.resolve(name),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
	}

	@Test
	void missingTemporaryDirectoryIsReportedWithWhatToDo() {
		System.setProperty(PROPERTY, this.parent.resolve("missing").toString());
		assertThatIOException().isThrownBy(() -> HandoffServer.open(new RecordedHandoff()))
			.withMessageContaining("missing")
			.withMessageContaining("set -Djava.io.tmpdir");
	}

}

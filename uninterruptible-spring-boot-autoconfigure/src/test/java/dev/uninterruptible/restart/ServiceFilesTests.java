package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import dev.uninterruptible.handoff.HandoffAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ServiceFiles}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceFilesTests {

	private final OwnerThread thread = new OwnerThread();

	private Path path;

	private ServiceFiles files;

	@BeforeEach
	void create(@TempDir Path directory) {
		this.path = directory.resolve("pid");
		this.files = new ServiceFiles(new PidFile(this.path, 1),
				new TakeoverPoint(new HandoffSockets(), null, nobodyComes()));
	}

	@AfterEach
	void close() {
		this.thread.close();
	}

	@Test
	void whatIsTakenNamesTheProcessUntilItIsLeft() throws IOException {
		this.files.want(true);
		this.files.take();
		assertThat(this.path).hasContent("1");
		this.files.want(false);
		this.files.leave();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void onlyWhoHasNoPredecessorWarnsOfAnotherProcessThatThePidFileNames(CapturedOutput output) throws IOException {
		Files.writeString(this.path, "2\n");
		this.files.want(true);
		this.files.take();
		assertThat(output).doesNotContain("The pidfile");
		Files.writeString(this.path, "2\n");
		this.files.takeFirst(true, (pid) -> true);
		assertThat(output).containsOnlyOnce("The pidfile %s named process 2, which is alive".formatted(this.path));
	}

	@Test
	void whoListensNowhereLeavesThePidFileToAnotherProcessThatLives(CapturedOutput output) throws IOException {
		Files.writeString(this.path, "2\n");
		this.files.want(true);
		this.files.takeFirst(false, (pid) -> true);
		assertThat(output)
			.contains("The pidfile %s names process 2, which is alive, and goes on to".formatted(this.path));
		assertThat(this.path).hasContent("2");
		this.files.takeFirst(false, (pid) -> false);
		assertThat(this.path).hasContent("1");
	}

	/**
	 * A successor takes them before it accepts, and again when its predecessor has left:
	 * who comes just then must not be turned away.
	 */
	@Test
	void handoffPathThatIsItsOwnAlreadyStaysAsItIs(@TempDir Path directory) throws IOException {
		HandoffAddress address = HandoffAddress.ofTakeover(directory.resolve("handoff"), "");
		TakeoverPoint point = new TakeoverPoint(new HandoffSockets(), address, nobodyComes());
		point.open();
		Object first = key(address.path());
		point.open();
		assertThat(key(address.path())).isEqualTo(first);
		Files.delete(address.path());
		point.open();
		assertThat(address.path()).exists();
		point.close();
	}

	@ParameterizedTest
	@CsvSource({ "''", "999999999" })
	void filesThatNameNobodyNameTheProcessAgain(String content, @TempDir Path directory) throws IOException {
		Path handoff = directory.resolve("handoff");
		ServiceFiles both = new ServiceFiles(new PidFile(this.path, 1),
				new TakeoverPoint(new HandoffSockets(), HandoffAddress.ofTakeover(handoff, ""), nobodyComes()));
		both.want(true);
		both.take();
		assertThat(both.keep((pid) -> true)).isEmpty();
		Files.delete(handoff);
		Files.delete(this.path);
		assertThat(both.keep((pid) -> true)).hasSize(2);
		assertThat(this.path).hasContent("1");
		assertThat(handoff).exists();
		Files.writeString(this.path, content);
		assertThat(both.keep((pid) -> false)).containsExactly("the pidfile " + this.path);
		both.want(false);
		both.leave();
		assertThat(both.keep((pid) -> false)).isEmpty();
	}

	@Test
	void whatIsNoSocketStaysAtTheHandoffPath(@TempDir Path directory) throws IOException {
		HandoffAddress address = HandoffAddress.ofTakeover(directory.resolve("handoff"), "");
		ServiceFiles files = new ServiceFiles(null, new TakeoverPoint(new HandoffSockets(), address, nobodyComes()));
		files.want(true);
		files.take();
		Files.delete(address.path());
		Files.writeString(address.path(), "somebody's");
		assertThatIOException().isThrownBy(files::take).withMessageContaining("is not a socket, so it is left alone");
		assertThatIOException().isThrownBy(() -> files.keep((pid) -> true));
		assertThat(directory.toFile().list()).containsExactly("handoff");
		assertThat(address.path()).hasContent("somebody's");
		files.leaveForGood();
		assertThat(address.path()).hasContent("somebody's");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2", "some other file" })
	void filesThatNameAnotherStay(String content, @TempDir Path directory) throws IOException {
		HandoffAddress address = HandoffAddress.ofTakeover(directory.resolve("handoff"), "");
		ServiceFiles both = new ServiceFiles(new PidFile(this.path, 1),
				new TakeoverPoint(new HandoffSockets(), address, nobodyComes()));
		TakeoverPoint another = new TakeoverPoint(new HandoffSockets(), address, nobodyComes());
		both.want(true);
		both.take();
		another.open();
		Files.writeString(this.path, content);
		assertThat(both.keep((pid) -> true)).isEmpty();
		assertThat(this.path).hasContent(content);
		another.close();
		both.leaveForGood();
	}

	private Reception nobodyComes() {
		return new Reception(this.thread, (peer) -> {
		});
	}

	private static Object key(Path file) throws IOException {
		return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
	}

	@Test
	void aJobThatIsLateTakesNothing() throws IOException {
		this.files.want(true);
		this.files.want(false);
		this.files.take();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void aProcessThatExitsTakesNothingAgain() throws IOException {
		this.files.want(true);
		this.files.take();
		this.files.leaveForGood();
		this.files.want(true);
		this.files.take();
		assertThat(this.path).doesNotExist();
	}

}

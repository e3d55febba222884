package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link PidFile}.
 */
class PidFileTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void writeNamesTheProcess() throws IOException {
		Path path = this.directory.resolve("pid");
		new PidFile(path).write();
		assertThat(Files.readString(path)).isEqualTo(ProcessHandle.current().pid() + "\n");
	}

	@Test
	void writeLeavesNothingElse() throws IOException {
		new PidFile(this.directory.resolve("pid")).write();
		assertThat(this.directory).isDirectoryNotContaining((path) -> !path.endsWith("pid"));
	}

	@Test
	void writeReplacesTheFileAtOneStroke() throws IOException {
		Path path = this.directory.resolve("pid");
		new PidFile(path, 1).write();
		Object before = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
		new PidFile(path, 2).write();
		assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey()).isNotEqualTo(before);
		assertThat(path).hasContent("2");
	}

	@Test
	void linkIsFollowed() throws IOException {
		Path real = Files.createDirectory(this.directory.resolve("real")).resolve("pid");
		Path path = Files.createSymbolicLink(this.directory.resolve("pid"), Path.of("real/pid"));
		PidFile pidFile = new PidFile(path, 1);
		for (int i = 0; i < 2; i++) {
			pidFile.write();
			assertThat(path).isSymbolicLink();
			assertThat(real).hasContent("1").isRegularFile();
			assertThat(pidFile.namesThisProcess()).isTrue();
		}
		pidFile.delete();
		assertThat(real).doesNotExist();
		assertThat(path).isSymbolicLink();
	}

	/**
	 * Who opens a FIFO would wait for its writer.
	 */
	@Test
	@Timeout(10)
	void fifoIsReplacedAndNotRead() throws Exception {
		Path path = this.directory.resolve("pid");
		assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
		PidFile file = new PidFile(path, 1);
		assertThat(file.another((pid) -> true)).isEmpty();
		file.write();
		assertThat(path).content().isEqualTo("1\n");
	}

	@Test
	void linkOfAnotherUserIsNotFollowed() throws Exception {
		Path victim = Files.writeString(this.directory.resolve("victim"), "precious");
		Path path = Files.createSymbolicLink(this.directory.resolve("pid"), victim);
		assumeTrue(run("chown", "-h", "65534", path.toString()),
				"only root can give a link to another user: not tested that it is not followed");
		assertThatIOException().isThrownBy(() -> new PidFile(path, 1).write())
			.withMessageContaining("the link " + path + " belongs to another user");
		assertThat(victim).hasContent("precious");
	}

	@Test
	void directoryThatIsGoneIsMadeAgain() throws IOException {
		Path path = Files.createDirectory(this.directory.resolve("run")).resolve("pid");
		new PidFile(path, 1).write();
		Files.delete(path);
		Files.delete(path.getParent());
		new PidFile(path, 12).write();
		assertThat(path).hasContent("12");
	}

	@Test
	void directoriesAboveItThatAreGoneAreMadeAgain() throws IOException {
		Path path = this.directory.resolve("run/app/instance/pid");
		new PidFile(path, 12).write();
		assertThat(path).hasContent("12");
	}

	@Test
	void everybodyMayRead() throws IOException {
		Path path = this.directory.resolve("pid");
		new PidFile(path, 1).write();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-r--r--");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void mountedFileIsOverwrittenAndEmptiedInTheEnd() throws Exception {
		Path mounted = Files.writeString(this.directory.resolve("mounted"), "4194304\n");
		Path path = Files.createFile(this.directory.resolve("pid"));
		assumeTrue(run("mount", "--bind", mounted.toString(), path.toString()),
				"nothing can be mounted here: a mounted pidfile is not tested");
		try {
			PidFile predecessor = new PidFile(path, 1);
			predecessor.write();
			assertThat(mounted).hasContent("1");
			PidFile successor = new PidFile(path, 12);
			successor.write();
			predecessor.delete();
			assertThat(mounted).hasContent("12");
			successor.delete();
			assertThat(mounted).isEmptyFile();
		}
		finally {
			assertThat(run("umount", path.toString())).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "2, true, true", "2, false, false", "1, true, false", "some other file, true, false",
			"'', true, false" })
	void anotherProcessThatLivesIsKnown(String content, boolean alive, boolean known) throws IOException {
		Path path = Files.writeString(this.directory.resolve("pid"), content);
		assertThat(new PidFile(path, 1).another((pid) -> alive).isPresent()).isEqualTo(known);
		assertThat(path).hasContent(content);
	}

	@Test
	void noneIsKnownWhereThereIsNoFile() {
		assertThat(new PidFile(this.directory.resolve("pid"), 1).another((pid) -> true)).isEmpty();
	}

	private static boolean run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
	}

	@Test
	void writeWhereNoDirectoryCanBeThrowsWithThePath() throws IOException {
		Path path = Files.createFile(this.directory.resolve("file")).resolve("missing").resolve("pid");
		assertThatIOException().isThrownBy(() -> new PidFile(path).write())
			.withMessageContaining("The pidfile " + path + " cannot be written");
	}

	@Test
	void writeThatFailsLeavesNothing() throws IOException {
		Path path = this.directory.resolve("pid");
		Files.createDirectories(path.resolve("not empty"));
		assertThatIOException().isThrownBy(() -> new PidFile(path).write());
		assertThat(this.directory).isDirectoryNotContaining((other) -> !other.equals(path));
	}

	@Test
	void deleteRemovesTheFileThatNamesTheProcess() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile pidFile = new PidFile(path, 1);
		pidFile.write();
		pidFile.delete();
		assertThat(path).doesNotExist();
		pidFile.delete();
	}

	@Test
	void deleteLeavesTheFileThatNamesAnotherProcess() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile predecessor = new PidFile(path, 1);
		predecessor.write();
		new PidFile(path, 12).write();
		predecessor.delete();
		assertThat(path).hasContent("12");
	}

	@Test
	void deleteLeavesTheFileOfAnotherProcessOfTheSamePid() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile one = new PidFile(path, 1);
		PidFile other = new PidFile(path, 1);
		one.write();
		other.write();
		one.delete();
		assertThat(path).hasContent("1");
		assertThat(one.namesThisProcess()).isFalse();
		assertThat(other.namesThisProcess()).isTrue();
		other.delete();
		assertThat(path).doesNotExist();
	}

	@Test
	void deleteLeavesTheFileOfAnotherProcessThatReusesANumber() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile one = new PidFile(path, 1);
		one.write();
		PidFile other = new PidFile(path, 1);
		for (int i = 0; i < 20; i++) {
			other.write();
			one.delete();
			assertThat(path).hasContent("1");
		}
	}

	@Test
	void deleteLeavesTheFileThatAnEarlierProcessOfTheSamePidLeft() throws IOException {
		Path path = Files.writeString(this.directory.resolve("pid"), "1\n");
		new PidFile(path, 1).delete();
		assertThat(path).hasContent("1");
	}

	@Test
	void deleteLeavesTheFileThatSomebodyChanged() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile pidFile = new PidFile(path, 1);
		pidFile.write();
		Files.writeString(path, "2\n");
		assertThat(pidFile.namesThisProcess()).isFalse();
		pidFile.delete();
		assertThat(path).hasContent("2");
	}

	@Test
	void deleteRemovesTheFileThatWasWrittenAgain() throws IOException {
		Path path = this.directory.resolve("pid");
		PidFile pidFile = new PidFile(path, 1);
		pidFile.write();
		new PidFile(path, 2).write();
		assertThat(pidFile.namesThisProcess()).isFalse();
		pidFile.write();
		assertThat(pidFile.namesThisProcess()).isTrue();
		pidFile.delete();
		assertThat(path).doesNotExist();
	}

	@Test
	void fileBesideWhichNoneCanBeIsOverwritten() throws IOException {
		Path path = Files.writeString(this.directory.resolve("p".repeat(250)), "4194304\n");
		new PidFile(path, 12).write();
		assertThat(path).hasContent("12");
		assertThat(this.directory).isDirectoryNotContaining((other) -> !other.equals(path));
	}

	@Test
	void writeThatFailsInAnyWayThrowsWithThePath() throws IOException {
		FileSystem archive = FileSystems.newFileSystem(this.directory.resolve("archive.zip"), Map.of("create", "true"));
		PidFile pidFile = new PidFile(archive.getPath("/pid"));
		archive.close();
		assertThatIOException().isThrownBy(pidFile::write).withMessageContaining("The pidfile /pid cannot be written");
		assertThat(pidFile.namesThisProcess()).isFalse();
		pidFile.delete();
	}

	@Test
	void processesOfTheSamePidDoNotGetInEachOthersWay() throws Exception {
		Path path = this.directory.resolve("pid");
		List<CompletableFuture<Void>> writers = Stream.generate(() -> new PidFile(path, 1))
			.limit(4)
			.map((pidFile) -> CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < 100; i++) {
						pidFile.write();
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, (task) -> Thread.ofPlatform().start(task)))
			.toList();
		for (CompletableFuture<Void> writer : writers) {
			assertThat(writer).succeedsWithin(Duration.ofSeconds(30));
		}
		assertThat(path).hasContent("1");
		assertThat(this.directory).isDirectoryNotContaining((other) -> !other.equals(path));
	}

}

package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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
	void writeInAMissingDirectoryThrowsWithThePath() {
		Path path = this.directory.resolve("missing").resolve("pid");
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

}

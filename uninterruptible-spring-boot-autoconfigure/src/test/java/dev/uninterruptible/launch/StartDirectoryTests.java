package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartDirectory}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartDirectoryTests {

	private final Path releases;

	private final Path current;

	private Path release;

	StartDirectoryTests(@TempDir Path directory) throws IOException {
		this.releases = Files.createDirectory(directory.toRealPath().resolve("releases"));
		this.current = directory.toRealPath().resolve("current");
		this.release = this.releases.resolve("one");
	}

	@BeforeEach
	void deploy() throws IOException {
		this.release = Files.createDirectory(this.release);
		Files.createSymbolicLink(this.current, Path.of("releases/one"));
	}

	@Test
	void pathOfTheShellIsTaken(CapturedOutput output) {
		assertThat(StartDirectory.find(this.release, this.current.toString())).isEqualTo(this.current);
		assertThat(StartDirectory.find(this.release, this.release.toString())).isEqualTo(this.release);
		assertThat(output).doesNotContain("working-directory");
	}

	@Test
	void linkThatNobodyNamesIsSaid(CapturedOutput output) {
		assertThat(StartDirectory.find(this.release, null)).isEqualTo(this.release);
		assertThat(output).contains("'uninterruptible.working-directory' to " + this.current);
	}

	@Test
	void pathThatIsNotThatOfTheDirectoryIsNotTaken(CapturedOutput output) throws IOException {
		Path below = Files.createDirectory(this.release.resolve("below"));
		assertThat(StartDirectory.find(below, this.releases.toString())).isEqualTo(below);
		assertThat(output).contains("'uninterruptible.working-directory' to " + this.current.resolve("below"));
	}

	/**
	 * A locale that lacks characters of its name has another name for it.
	 */
	@Test
	void directoryThatIsNotThereByItsNameIsInherited() {
		assertThat(StartDirectory.find(this.releases.resolve("B??cher"), null)).isNull();
	}

	@Test
	void directoryWithoutALinkIsNoMatter(CapturedOutput output) throws IOException {
		Files.delete(this.current);
		Files.createSymbolicLink(this.current, Path.of("nowhere"));
		assertThat(StartDirectory.find(this.release, "relative")).isEqualTo(this.release);
		assertThat(output).doesNotContain("working-directory");
	}

}

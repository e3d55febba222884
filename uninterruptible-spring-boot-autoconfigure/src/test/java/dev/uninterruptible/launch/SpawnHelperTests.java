package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SpawnHelper}.
 */
class SpawnHelperTests {

	private final IOException failure = new IOException("Cannot run program");

	@TempDir
	private Path directory;

	@BeforeEach
	void create() throws IOException {
		Files.writeString(path(), "helper");
		assertThat(path().toFile().setExecutable(true)).isTrue();
	}

	@Test
	void failureWithTheHelperOfThisBuildIsLeftAsItIs() {
		assertThat(SpawnHelper.at(path()).explain(this.failure)).isSameAs(this.failure);
		assertThat(SpawnHelper.ofThisJvm().explain(this.failure)).isSameAs(this.failure);
	}

	@Test
	void helperThatIsNotExecutableIsNamed() throws IOException {
		SpawnHelper helper = SpawnHelper.at(path());
		Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
		assertThat(helper.explain(this.failure)).hasCause(this.failure)
			.hasMessageStartingWith(path() + ", by which")
			.hasMessageContainingAll("is not executable", "uninterruptible.handoff.path");
	}

	@Test
	void wordThatIsTooLongForTheSystemIsExplained() {
		ProcessBuilder builder = new ProcessBuilder("true", "x".repeat(1 << 18));
		assertThatIOException().isThrownBy(builder::start)
			.satisfies((tooLong) -> assertThat(SpawnHelper.ofThisJvm().explain(tooLong)).hasCause(tooLong)
				.hasMessageContainingAll("128 KiB", "LC_ALL=C.UTF-8"));
	}

	@Test
	void helperThatIsGoneIsExplained() throws IOException {
		SpawnHelper helper = SpawnHelper.at(path());
		Files.delete(path());
		assertExplained(helper);
	}

	@Test
	void helperOfAnotherBuildIsExplained() throws IOException {
		SpawnHelper helper = SpawnHelper.at(path());
		Path other = Files.writeString(this.directory.resolve("other"), "another helper");
		Files.delete(path());
		Files.move(other, path());
		assertThat(path().toFile().setExecutable(true)).isTrue();
		assertExplained(helper);
	}

	private void assertExplained(SpawnHelper helper) {
		assertThat(helper.explain(this.failure)).hasCause(this.failure)
			.hasMessageContainingAll(path().toString(), "the JDK was replaced", "uninterruptible.handoff.path", "FORK");
	}

	private Path path() {
		return this.directory.resolve("jspawnhelper");
	}

}

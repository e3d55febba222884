package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link HandoffPath}.
 */
class HandoffPathTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void directoryOfThisUserAloneIsTaken() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx------"));
		assertThatNoException().isThrownBy(() -> HandoffPath.check(this.directory.resolve("handoff")));
	}

	@Test
	void directoryThatOthersMayEnterIsRefused() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-x---"));
		assertThatIOException().isThrownBy(() -> HandoffPath.check(this.directory.resolve("handoff")))
			.withMessageContaining("rwxr-x---")
			.withMessageContaining("0700");
	}

	@Test
	void directoryThatIsMissingIsRefused() {
		assertThatIOException()
			.isThrownBy(() -> HandoffPath.check(this.directory.resolve("missing").resolve("handoff")))
			.withMessageContaining("missing is not there");
	}

	@Test
	void pathThatIsTooLongIsRefused() {
		assertThatIOException().isThrownBy(() -> HandoffPath.check(this.directory.resolve("x".repeat(100))))
			.withMessageContaining("at most 103 bytes");
	}

	@Test
	void directoryOfAnotherUserIsRefused() throws IOException {
		assumeThat(Files.getAttribute(this.directory, "unix:uid")).as("only root can give files away").isEqualTo(0);
		Files.setAttribute(this.directory, "unix:uid", 65534);
		assertThatIOException().isThrownBy(() -> HandoffPath.check(this.directory.resolve("handoff")))
			.withMessageContaining("belongs to user 65534");
	}

}

package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnProgram}.
 */
@EnabledOnOs(OS.LINUX)
class OwnProgramTests {

	@ParameterizedTest
	@ValueSource(strings = { "orders", "true", "/bin/true", "-java", "-", "", "@java", "no/such/program", "sh", "/",
			".", "caf\u00e9", "java\n" })
	void nameThatLeadsElsewhereIsNotTaken(String name) throws IOException {
		assertThat(OwnProgram.named(RawText.of(name)).toString()).isEqualTo(executable().toString());
	}

	@Test
	void nameOfBytesThatTheLocaleLacksIsNotTaken() throws IOException {
		assertThat(OwnProgram.named(new RawText("\u00ff\u00fe")).toString()).isEqualTo(executable().toString());
	}

	@Test
	void linkToTheProgramIsFollowedByThen(@TempDir Path directory) throws IOException {
		Path link = Files.createSymbolicLink(directory.resolve("java"), executable());
		assertThat(OwnProgram.named(RawText.of(link.toString()))).isEqualTo(RawText.of(link.toString()));
	}

	private static Path executable() throws IOException {
		return Files.readSymbolicLink(Path.of("/proc/self/exe"));
	}

}

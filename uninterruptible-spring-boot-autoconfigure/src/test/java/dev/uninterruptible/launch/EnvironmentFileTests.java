package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EnvironmentFile} and {@link EnvironmentFileParser}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EnvironmentFileTests {

	private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin", "KEPT", "kept"));

	private Path path;

	EnvironmentFileTests(@TempDir Path directory) {
		this.path = directory.resolve("environment");
	}

	@BeforeEach
	void create() throws IOException {
		write("");
	}

	/**
	 * Who opens a FIFO would wait for its writer.
	 */
	@Test
	void whatIsNoRegularFileIsNotRead() throws Exception {
		Files.delete(this.path);
		assertThat(new ProcessBuilder("mkfifo", this.path.toString()).start().waitFor()).isZero();
		assertThatIOException().isThrownBy(() -> EnvironmentFile.of(this.path))
			.withMessageContaining("The environment file " + this.path)
			.withMessageContaining("it is no regular file");
		assertThatIOException().isThrownBy(() -> EnvironmentFile.of(Path.of("/dev/zero")))
			.withMessageContaining("it is no regular file");
	}

	@Test
	void largeFileIsNotReadToItsEnd() throws IOException {
		write("A=" + "b".repeat(1 << 20));
		assertThatIOException().isThrownBy(() -> EnvironmentFile.of(this.path))
			.withMessageContaining("it has more than 1048576 bytes");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', quoteCharacter = '^', nullValues = "none",
			value = { "A=b > b", "A= b c  > b c", "A = b > b", "A= > ^^", "A='b  c ' > ^b  c ^",
					"A=\"b \\\"c\\\" $d\" > b \"c\" $d", "A='b'\"c\"d > bcd", "A=b\\ c > b c", "A='\\n' > \\n",
					"A=\"\\n\" > \\n", "a.b=c=d > none", "  A=b > b", "A=#b > #b", "A=b #c > b #c", "A=' ' > ^ ^" })
	void valueIsWhatSystemdReads(String line, String value) {
		assertThat(parse(line + "\n").get("A")).isEqualTo(value);
	}

	@Test
	void commentsEmptyLinesAndContinuedLinesAreRead() {
		assertThat(parse("# A=b\n; C=d\n\nE=f\\\ng\n# h \\\nI=j\n  \nK='l\nm'\nN=\"o\\\np\"\nQ=r"))
			.isEqualTo(Map.of("E", "fg", "K", "l\nm", "N", "op", "Q", "r"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "=b", "A B=c", "export A=b", "A\n=b" })
	void lineThatIsNoVariableIsAnErrorWithoutItsValue(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("X=y\n" + line))
			.withMessage("line 2 is no NAME=VALUE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'secret", "\"secret", "\"secret\\\"" })
	void quoteWithoutAnEndIsAnErrorWithoutItsValue(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("\nA=" + value + "\n\n"))
			.withMessage("the quote that begins in line 2 has no end");
	}

	@Test
	void variablesAreAppliedOnTopAndTheLogHasTheirNamesAlone(CapturedOutput output) throws IOException {
		write("KEPT=kept\nPASSWORD=hunter2\nPATH=/usr/bin\n");
		file().applyTo(this.environment);
		assertThat(this.environment).containsEntry("KEPT", "kept")
			.containsEntry("PASSWORD", "hunter2")
			.containsEntry("PATH", "/usr/bin");
		assertThat(output).contains("set PASSWORD, PATH").doesNotContain("hunter2").doesNotContain("/usr/bin");
	}

	@Test
	void whatWasRemovedFromTheFileIsRemovedInEachGeneration() throws IOException {
		write("ONE=1\nTWO=2\n");
		EnvironmentFile file = file();
		file.applyTo(this.environment);
		EnvironmentFile next = EnvironmentFile.of(this.path, this.environment);
		write("TWO=2\n");
		next.applyTo(this.environment);
		assertThat(this.environment).doesNotContainKey("ONE").containsKeys("TWO", "KEPT");
		EnvironmentFile last = EnvironmentFile.of(this.path, this.environment);
		write("");
		last.applyTo(this.environment);
		assertThat(this.environment).doesNotContainKey("TWO").containsKey("KEPT");
	}

	@Test
	void whatAServiceManagerReadFromTheFileIsRemovedToo() throws IOException {
		write("KEPT=other\nONE=1\n");
		this.environment.put("ONE", "1");
		EnvironmentFile file = file();
		write("");
		file.applyTo(this.environment);
		assertThat(this.environment).doesNotContainKey("ONE").containsEntry("KEPT", "kept");
	}

	@Test
	void fileThatIsGoneLeavesTheEnvironmentAsItIs() throws IOException {
		EnvironmentFile file = file();
		Files.delete(this.path);
		assertThatIOException().isThrownBy(() -> file.applyTo(this.environment))
			.withMessageContaining("cannot be read")
			.withMessageContaining(this.path.toString());
		assertThat(this.environment).containsOnlyKeys("PATH", "KEPT");
	}

	private EnvironmentFile file() throws IOException {
		return EnvironmentFile.of(this.path, this.environment);
	}

	private void write(String text) throws IOException {
		this.path = Files.writeString(this.path, text);
	}

	private static Map<String, String> parse(String text) {
		return EnvironmentFileParser
			.parse(new RawText(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
	}

}

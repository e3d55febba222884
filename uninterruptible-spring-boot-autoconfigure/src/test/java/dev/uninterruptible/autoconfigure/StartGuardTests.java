package dev.uninterruptible.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartGuard}, in a JVM of their own that gets a TERM.
 */
@DisabledOnOs(OS.WINDOWS)
class StartGuardTests {

	private static final int STATUS_TERMINATED = 143;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void noFurtherBeanIsCreatedOnceTheProcessWasAskedToTerminate() throws Exception {
		assertThat(outputOfOneThatIsTerminatedAt(SlowApplication.BEAN)).contains("* first bean is closed")
			.doesNotContain("* second bean", "* runner", "* started", "* in vain")
			.contains("The start of this process is cut short: it was asked to terminate");
	}

	@Test
	void noRunnerIsRunOnceTheProcessWasAskedToTerminate() throws Exception {
		assertThat(outputOfOneThatIsTerminatedAt(SlowApplication.LIFECYCLE)).contains("* first bean is closed")
			.contains("* second bean")
			.doesNotContain("* runner", "* started");
	}

	@Test
	void reportSaysThatNothingIsWrong() {
		assertThat(new StartCutShortFailureAnalyzer().analyze(new IllegalStateException(new StartCutShortException())))
			.extracting(FailureAnalysis::getDescription, FailureAnalysis::getAction)
			.satisfiesExactly((description) -> assertThat(description).asString().contains("asked to terminate"),
					(action) -> assertThat(action).asString().contains("Nothing is wrong"));
	}

	private String outputOfOneThatIsTerminatedAt(String point) throws Exception {
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), SlowApplication.class.getName(), point)
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> Files.readString(output).contains("* waits") || !process.isAlive());
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(STATUS_TERMINATED);
			return Files.readString(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

}

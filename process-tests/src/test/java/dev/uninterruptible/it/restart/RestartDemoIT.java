package dev.uninterruptible.it.restart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.process.Build;
import dev.uninterruptible.testing.process.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demonstration, with a Maven that builds nothing since the build is what runs this
 * test.
 */
@RunsAlone("Its clients take all processors")
class RestartDemoIT {

	private static final Duration WHOLE_DEMO = Duration.ofMinutes(3);

	@TempDir
	private Path directory;

	/**
	 * Where the demo has its files, with a name that is shorter than that of a directory
	 * of JUnit: see {@code ServerDirectory}.
	 */
	private final Path temporary;

	RestartDemoIT() throws IOException {
		this.temporary = Files.createTempDirectory("d");
	}

	@Test
	void demoRestartsServerAndLosesNothing() throws IOException {
		Process demo = start();
		assertThat(awaitExit(demo)).as(output()).isZero();
		assertThat(output()).contains("restart 1  by USR1", "connections served, 0 failed");
		assertNothingIsLeft();
	}

	/**
	 * By TERM, which takes the same path as Ctrl-C: a background build ignores INT, and
	 * so do the processes that it starts.
	 */
	@Test
	void demoThatIsInterruptedLeavesNothingBehind() throws IOException {
		Process demo = start();
		awaitFirstRestart();
		Processes.signal("TERM", demo.pid());
		assertThat(awaitExit(demo)).isEqualTo(143);
		assertThat(output()).contains("Interrupted");
		assertNothingIsLeft();
	}

	@Test
	void demoThatCrashesLeavesNothingBehind() throws IOException {
		Process demo = start();
		awaitFirstRestart();
		demo.children().forEach(ProcessHandle::destroyForcibly);
		assertThat(awaitExit(demo)).isEqualTo(137);
		assertNothingIsLeft();
	}

	private Process start() throws IOException {
		Path maven = Files.createDirectory(this.directory.resolve("bin")).resolve("mvn");
		Files.writeString(maven, "#!/bin/sh\n");
		Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
		ProcessBuilder builder = new ProcessBuilder(script().toString(), "1").directory(this.directory.toFile())
			.redirectInput(new File("/dev/null"))
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile());
		builder.environment().merge("PATH", this.directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().put("TMPDIR", this.temporary.toString());
		return builder.start();
	}

	private static Path script() {
		return Build.root().resolve("sample-app/demo.sh");
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("output"));
	}

	private void awaitFirstRestart() {
		Await.until("the first restart has begun", () -> output().contains("restart 1"));
		assertThat(Processes.of(this.temporary)).isNotEmpty();
	}

	private static int awaitExit(Process demo) {
		Await.until("the demo ends", WHOLE_DEMO, () -> !demo.isAlive());
		return demo.exitValue();
	}

	private void assertNothingIsLeft() throws IOException {
		assertThat(Processes.of(this.temporary)).isEmpty();
		assertThat(Processes.entries(this.temporary, "*")).isZero();
		Files.delete(this.temporary);
	}

}

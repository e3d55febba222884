package dev.uninterruptible.launch;

import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Liveness}.
 */
class LivenessTests {

	@Test
	void processIsAliveUntilItIsGone() throws Exception {
		Process process = new ProcessBuilder("sleep", "100").start();
		assertThat(Liveness.isAlive(process.pid())).isTrue();
		process.destroyForcibly();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(Liveness.isAlive(process.pid())).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void zombieThatNobodyReapsIsNotAlive() throws Exception {
		Process parent = new ProcessBuilder("sh", "-c", "sleep 0.01 & echo $!; exec sleep 100").start();
		try (BufferedReader output = parent.inputReader()) {
			long zombie = Long.parseLong(output.readLine());
			Awaitility.await().until(() -> !Liveness.isAlive(zombie));
			assertThat(ProcessHandle.of(zombie)).get().matches(ProcessHandle::isAlive);
		}
		finally {
			parent.destroyForcibly();
		}
	}

}

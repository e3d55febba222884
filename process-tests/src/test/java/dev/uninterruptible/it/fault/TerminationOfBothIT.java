package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both processes of a standby are told to end, as supervisors do that signal a group.
 */
class TerminationOfBothIT {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "true, 0", "false, 0.004" })
	void bothEndAndLeaveNothing(boolean predecessorFirst, String pause) throws IOException {
		terminate(predecessorFirst, pause);
	}

	@Tag("variant")
	@ParameterizedTest
	@CsvSource({ "false, 0", "true, 0.004", "true, 0.03", "false, 0.03" })
	void bothEndAndLeaveNothingAtEachPause(boolean predecessorFirst, String pause) throws IOException {
		terminate(predecessorFirst, pause);
	}

	private void terminate(boolean predecessorFirst, String pause) throws IOException {
		Path socket = this.directory.resolve("echo.sock");
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.STANDBY + "30s",
				"--uninterruptible.servers.unix.bind=unix://" + socket,
				"--uninterruptible.servers.unix.handler=echo"))) {
			ServerStatus before = server.status();
			ServerStatus successor = server.restartIntoStandby(before);
			assertThat(socket).exists();
			long first = predecessorFirst ? before.pid() : successor.pid();
			long second = predecessorFirst ? successor.pid() : before.pid();
			assertThat(
					Processes.run("sh", "-c",
							pause.equals("0") ? "kill -TERM %s %s".formatted(first, second)
									: "kill -TERM %s; sleep %s; kill -TERM %s || :".formatted(first, pause, second)))
				.isTrue();
			Await.until("both have ended", () -> server.processes().isEmpty());
			assertThat(server.awaitExit()).isEqualTo(143);
			assertThat(server.hasPidfile()).isFalse();
			assertThat(socket).doesNotExist();
			assertThat(server.temporaryFiles("uninterruptible-*")).isZero();
		}
	}

}

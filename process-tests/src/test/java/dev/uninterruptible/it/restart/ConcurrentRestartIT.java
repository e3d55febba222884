package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts that are asked for while one runs.
 */
class ConcurrentRestartIT {

	@Test
	void secondRestartIsRefusedWithReasonAndFirstSucceeds(@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		Path gate = directory.resolve("gate");
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY))) {
			script.startAfter(server, gate);
			ServerStatus before = server.status();
			Background<HttpReply> first = Background.start(server.actuator()::restart);
			Await.until("the first restart runs", () -> !server.status().state().equals("SERVING"));
			HttpReply second = server.actuator().restart();
			assertThat(second.status()).as(second.body()).isEqualTo(409);
			assertThat(ServerStatus.text(second.body(), "outcome")).isEqualTo("REFUSED");
			assertThat(ServerStatus.text(second.body(), "reason")).isNotBlank();
			int warnings = server.log().lines("WARN", before.pid()).size();
			Processes.signal("USR1", before.pid());
			Await.until("the signal is answered by a WARN line",
					() -> server.log().lines("WARN", before.pid()).size() == warnings + 1);
			assertThat(server.log().lines("WARN", before.pid())).last().asString().contains("restart");
			assertThat(first.isDone()).isFalse();
			Files.createFile(gate);
			ServerStatus after = server.awaitSuccessor(before, first);
			HttpReply reply = first.await();
			assertThat(reply.status()).as(reply.body()).isEqualTo(200);
			assertThat(ServerStatus.number(reply.body(), "pid")).isEqualTo(after.pid());
			assertThat(ServerStatus.number(reply.body(), "generation")).isEqualTo(2);
			assertThat(server.awaitExit()).isZero();
			assertThat(server.processes()).containsExactly(after.pid());
			assertThat(server.log().lines("ERROR", before.pid())).isEmpty();
		}
	}

}

package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A server that was started in a terminal which is gone with its first process, as below
 * {@code ssh -t} or {@code sudo}.
 */
class TerminalIT {

	@Test
	void successorOutlivesTheTerminalOfItsPredecessor(@TempDir Path directory) throws IOException {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")),
				"There is no program 'script': not tested that a successor outlives a terminal");
		StartScript script = new StartScript(directory.resolve("start.sh"));
		StartScript inTerminal = new StartScript(directory.resolve("in-terminal.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY));
				Clients clients = Clients.of(server)) {
			inTerminal.start(server);
			script.exec(List.of("script", "-qec", inTerminal.file().toString(), "/dev/null"));
			server.restart(Trigger.USR1);
			script.start(server);
			ServerStatus third = server.restart(Trigger.USR1).after();
			Await.until("the terminal is gone", () -> server.processes().size() == 1);
			assertThat(server.processes()).containsExactly(third.pid());
			server.restart(Trigger.USR1);
			clients.assertNoneFailed();
		}
	}

}

package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Generations that do not see each other's processes, as in containers of their own.
 */
@Tag("deployment")
class NamespaceIT {

	private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc");

	@Test
	void successorInAnotherNamespaceOfPidsIsSentAwayAndTheNextOneServes(@TempDir Path directory)
			throws IOException, InterruptedException {
		assumeTrue(run("true"), "Namespaces cannot be made here: not tested");
		StartScript script = new StartScript(directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY);
		try (ServerProcess server = ServerProcess.start(options); Clients clients = Clients.of(server)) {
			List<String> command = new ArrayList<>(NAMESPACE);
			command.addAll(server.command());
			script.exec(command);
			ServerStatus before = server.status();
			assertThat(server.actuator().restart().status()).isEqualTo(500);
			assertThat(server.log().lines("WARN", before.pid()))
				.anyMatch((line) -> line.contains("it is in another namespace of pids"));
			script.start(server);
			server.restart(Trigger.POST);
			clients.assertNoneFailed();
		}
	}

	private static boolean run(String program) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(NAMESPACE);
		command.add(program);
		return new ProcessBuilder(command).start().waitFor() == 0;
	}

}

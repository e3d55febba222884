package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
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
 * An image that has no shell, as "distroless" ones. It is a mount namespace in which a
 * file that cannot be run hides {@code /bin/sh}.
 */
@Tag("deployment")
class NoShellIT {

	private static final List<String> NAMESPACE = List.of("unshare", "--mount", "sh", "-c");

	@Test
	void serverWithoutStartCommandIsRestarted(@TempDir Path directory) throws IOException, InterruptedException {
		Path none = Files.createFile(directory.resolve("none"));
		String hide = "mount --bind %s \"$(readlink -f /bin/sh)\"".formatted(none);
		assumeTrue(run(hide + " && ! /bin/sh -c true"), "Files cannot be mounted here: not tested without a shell");
		StartScript script = new StartScript(directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.NO_STANDBY);
		try (ServerProcess server = ServerProcess.start(options.with(script.asArgument()));
				Clients clients = Clients.of(server)) {
			List<String> command = new ArrayList<>(NAMESPACE);
			command.addAll(List.of(hide + "; exec \"$@\"", "sh"));
			command.addAll(server.command(options));
			script.exec(command);
			server.restart(Trigger.USR1);
			server.restart(Trigger.USR1);
			ServerStatus last = server.restart(Trigger.POST).after();
			assertThat(last.generation()).isEqualTo(4);
			clients.assertNoneFailed();
		}
	}

	private static boolean run(String script) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(NAMESPACE);
		command.add(script);
		return new ProcessBuilder(command).start().waitFor() == 0;
	}

}

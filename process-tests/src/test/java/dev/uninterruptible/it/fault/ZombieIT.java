package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One of the two processes is killed, and nobody reaps it.
 */
class ZombieIT {

	@TempDir
	private Path directory;

	@Test
	void successorServesOnWhosePredecessorIsAZombie() throws IOException {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.STANDBY + "4s"))) {
			script.startUnderForgetfulParent(server);
			ServerStatus before = server.restart(Trigger.POST).after();
			script.start(server);
			ServerStatus successor = server.restartIntoStandby(before);
			Processes.signal("KILL", before.pid());
			Await.until("the successor is alone", () -> server.status().predecessor().isEmpty());
			try (Load echo = new EchoLoad(2, server.echoPort()).paced().start()) {
				assertThat(server.pid()).isEqualTo(successor.pid());
				assertThat(server.status().state()).isEqualTo("SERVING");
				assertThat(echo.stop().examples()).isEmpty();
			}
		}
	}

	@Test
	void predecessorComesBackWhoseSuccessorIsAZombie() throws IOException {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY));
				EchoConnection open = server.connect()) {
			script.startUnderForgetfulParent(server);
			Restart restart = server.restart(Trigger.POST);
			Processes.signal("KILL", restart.after().pid());
			Await.until("the predecessor serves again", () -> server.pid() == restart.before().pid());
			try (Load echo = new EchoLoad(2, server.echoPort()).paced().start()) {
				assertThat(echo.stop().examples()).isEmpty();
			}
			open.exchange("still served");
		}
	}

}

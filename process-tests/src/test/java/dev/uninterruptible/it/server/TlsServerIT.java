package dev.uninterruptible.it.server;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.load.ConversationLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import dev.uninterruptible.testing.tls.MutualTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers whose clients show a certificate, over a restart.
 */
class TlsServerIT {

	@Test
	void restartLosesNoClientAndTheOldProcessGoesThoughItsClientsStay(@TempDir Path directory) throws IOException {
		MutualTls tls = new MutualTls(directory);
		ServerOptions options = ServerOptions
			.onFreePorts(ServerOptions.NO_STANDBY, "--uninterruptible.servers.secure.handler=echo")
			.with(tls.arguments("secure", "conversation"));
		try (ServerProcess server = ServerProcess.start(options)) {
			int echo = server.status().port("server.secure");
			int conversation = server.status().port("server.conversation");
			try (Load answers = new Load(4, () -> (name) -> exchange(tls.target(echo), name)).paced().start();
					Load conversations = new ConversationLoad(4, tls.target(conversation)).paced().start()) {
				Restart restart = server.restart(Trigger.USR1);
				Await.until("the predecessor has finished, see " + server.log().file(),
						() -> !Processes.isAlive(restart.before().pid()));
				answers.awaitServed(10);
				conversations.awaitServed(50);
				assertThatExceptionOfType(IOException.class)
					.isThrownBy(() -> exchange(tls.anonymousTarget(echo), "anonymous"));
				assertThat(answers.stop().examples()).isEmpty();
				assertThat(conversations.stop().examples()).isEmpty();
			}
			assertThat(server.log().lines()).noneMatch((line) -> line.contains("ERROR"));
		}
	}

	private static void exchange(HttpTarget server, String line) throws IOException {
		try (EchoConnection connection = new EchoConnection(server)) {
			connection.exchange(line);
		}
	}

}

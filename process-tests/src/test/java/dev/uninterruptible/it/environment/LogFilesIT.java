package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Path;

import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log files, which all generations write. The same lines go to the console, of which
 * none can be lost.
 */
class LogFilesIT {

	/**
	 * Tomcat's sample has Logback, Jetty's has Log4j2.
	 */
	@ParameterizedTest
	@CsvSource({ "TOMCAT, logback, %property{PID}", "JETTY, log4j2, %pid" })
	void noLineIsLostWhereFilesAreRolledAndRestartsSucceedAndFail(Sample sample, String system, String pid,
			@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		RolledLog log = new RolledLog(directory.resolve("logs"));
		ServerOptions options = ServerOptions.onFreePorts(script.asArgument(), ServerOptions.STANDBY + "1s")
			.with(log.arguments(system, pid, "20KB"))
			.of(sample);
		try (ServerProcess server = ServerProcess.start(options)) {
			try (Clients clients = Clients.of(server)) {
				script.start(server);
				server.restart(Trigger.USR1);
				script.start(server, "--server.port=no-number");
				HttpReply failed = server.actuator().restart();
				assertThat(failed.status()).as(failed.body()).isEqualTo(500);
				clients.assertNoneFailed();
			}
			log.assertComplete(server);
		}
	}

}

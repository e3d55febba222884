package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A log file that {@code logrotate} moves away by the configuration that
 * {@code docs/restart.md} gives.
 */
@Tag("deployment")
class LogrotateIT {

	private static final Path LOGROTATE = Path.of("/usr/sbin/logrotate");

	private static final Pattern CONFIGURATION = Pattern
		.compile("(?s)    /var/log/orders/orders.log \\{.*?\n    \\}\n");

	private static final int ENOUGH = 8_192;

	@TempDir
	private Path directory;

	@Test
	void noLineIsLostWhereLogrotateMovesTheFileAndRestartsSucceed() throws Exception {
		assumeThat(LOGROTATE).as("logrotate, of Debian").isExecutable();
		RolledLog log = new RolledLog(Files.createDirectory(this.directory.resolve("logs")));
		Path configuration = configuration(log);
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.STANDBY + "1s")
			.with(log.arguments("logback", "%property{PID}", "10MB"));
		try (ServerProcess server = ServerProcess.start(options)) {
			try (Clients clients = Clients.of(server)) {
				for (int i = 0; i < 3; i++) {
					rotate(log, configuration);
					server.restart(Trigger.USR1);
					rotate(log, configuration);
				}
				clients.assertNoneFailed();
			}
			log.assertComplete(server);
		}
	}

	private Path configuration(RolledLog log) throws IOException {
		Matcher matcher = CONFIGURATION.matcher(Files.readString(Path.of("..", "docs", "restart.md")));
		assertThat(matcher.find()).isTrue();
		return Files.writeString(this.directory.resolve("logrotate.conf"),
				matcher.group().replace("/var/log/orders/orders.log", log.file().toString()));
	}

	private void rotate(RolledLog log, Path configuration) throws IOException, InterruptedException {
		Await.until("there is something to rotate", () -> Files.exists(log.file()) && Files.size(log.file()) > ENOUGH);
		Process logrotate = new ProcessBuilder(LOGROTATE.toString(), "--force", "--state",
				this.directory.resolve("state").toString(), configuration.toString())
			.inheritIO()
			.start();
		assertThat(logrotate.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(logrotate.exitValue()).isZero();
	}

}

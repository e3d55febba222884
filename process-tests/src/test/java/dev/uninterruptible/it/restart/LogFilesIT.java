package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
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

	private static final String MARK = "LINE ";

	/**
	 * Tomcat's sample has Logback, Jetty's has Log4j2.
	 */
	@ParameterizedTest
	@CsvSource({ "TOMCAT, logback, %property{PID}", "JETTY, log4j2, %pid" })
	void noLineIsLostWhereFilesAreRolledAndRestartsSucceedAndFail(Sample sample, String log, String pid,
			@TempDir Path directory) throws IOException {
		String pattern = MARK + "%d{HH:mm:ss.SSSSSS} " + pid + " %t %logger %m%n";
		StartScript script = new StartScript(directory.resolve("start.sh"));
		Path logs = directory.resolve("logs");
		ServerOptions options = ServerOptions
			.onFreePorts(script.asArgument(), ServerOptions.STANDBY + "1s",
					"--logging.file.name=" + logs.resolve("sample.log"),
					"--logging." + log + ".rollingpolicy.max-file-size=20KB",
					"--logging." + log + ".rollingpolicy.max-history=1000", "--logging.level.web=DEBUG",
					"--logging.pattern.console=" + pattern, "--logging.pattern.file=" + pattern)
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
			Processes.signal("TERM", server.pid());
			Await.until("the server has ended", () -> server.processes().isEmpty());
			List<String> expected = server.log().lines().stream().filter((line) -> line.startsWith(MARK)).toList();
			assertThat(written(logs)).containsExactlyInAnyOrderElementsOf(expected);
			assertThat(rolled(logs)).hasSizeGreaterThan(3);
		}
	}

	private static List<Path> rolled(Path logs) throws IOException {
		try (Stream<Path> files = Files.list(logs)) {
			return files.filter((file) -> file.toString().endsWith(".gz")).toList();
		}
	}

	private static List<String> written(Path logs) throws IOException {
		try (Stream<Path> files = Files.list(logs)) {
			return files.flatMap(LogFilesIT::lines).filter((line) -> line.startsWith(MARK)).toList();
		}
	}

	private static Stream<String> lines(Path file) {
		try (InputStream in = Files.newInputStream(file);
				InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A server as it is deployed: started by {@code start-stop-daemon}, with settings in its
 * environment whose names no shell knows, from a release that a link leads to, which
 * moves with each restart. It has no start command, so each generation is started as the
 * one before it was.
 */
@Tag("deployment")
class ReleasesIT {

	private static final Path DAEMON = Path.of("/usr/sbin/start-stop-daemon");

	private static final int RELEASES = 10;

	@TempDir
	private Path directory;

	@Test
	void eachRestartRunsTheReleaseThatTheLinkLeadsToByThen() throws IOException {
		assumeThat(DAEMON).as("start-stop-daemon, of Debian").isExecutable();
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		RolledLog log = new RolledLog(this.directory.resolve("logs"));
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.STANDBY + "1s")
			.with(log.arguments("logback", "%property{PID}", "20KB"))
			.ofPackagedJar();
		try (ServerProcess server = ServerProcess.start(options.with(script.asArgument()))) {
			try (Clients clients = Clients.of(server)) {
				script.exec(deployed(server.command(options)));
				for (int release = 1; release <= RELEASES; release++) {
					Path current = release(release);
					ServerStatus after = server.restart(Trigger.USR1).after();
					assertThat(Processes.directory(after.pid())).isEqualTo(current);
					assertThat(Processes.variable(after.pid(), "server.port")).contains("" + options.webPort());
				}
				clients.assertNoneFailed();
			}
			log.assertComplete(server);
		}
	}

	/**
	 * Return the command that starts a server from the current release.
	 * @param command the command that starts it from anywhere
	 */
	private List<String> deployed(List<String> command) {
		List<String> daemon = new ArrayList<>(List.of("env"));
		List<String> arguments = new ArrayList<>();
		for (String word : command.subList(1, command.size())) {
			if (word.startsWith("--server.port=") || word.startsWith("--uninterruptible.bind-port=")) {
				daemon.add(word.substring(2));
			}
			else {
				arguments.add(word.equals(Sample.TOMCAT.packagedJar().toString()) ? "app.jar" : word);
			}
		}
		Path current = this.directory.resolve("current");
		daemon.addAll(List.of(DAEMON.toString(), "--start", "--pidfile", this.directory.resolve("none").toString(),
				"--chdir", current.toString(), "--exec", command.getFirst(), "--"));
		daemon.addAll(arguments);
		daemon.add("--uninterruptible.working-directory=" + current);
		return daemon;
	}

	/**
	 * Deploy a release.
	 */
	private Path release(int number) throws IOException {
		Path release = Files.createDirectories(this.directory.resolve("releases/" + number));
		Files.createSymbolicLink(release.resolve("app.jar"), Sample.TOMCAT.packagedJar());
		Path link = Files.createSymbolicLink(this.directory.resolve("next"), release);
		Files.move(link, this.directory.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
		return release.toRealPath();
	}

}

package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are replaced under a running server: its jar, and its JDK. All tests restart
 * the same server, each the generation that the one before it left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeIT {

	private final StartScript script;

	private final ServerOptions options;

	private final ServerProcess server;

	@TempDir
	private Path directory;

	UpgradeIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.options = ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.NO_STANDBY);
		this.server = ServerProcess.start(this.options);
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@BeforeEach
	void script() throws IOException {
		this.script.start(this.server);
	}

	@Test
	void jarThatIsOverwrittenFailsTheSuccessorAndOneThatReplacesItWorks() throws IOException {
		Path jar = Files.copy(Sample.TOMCAT.packagedJar(), this.directory.resolve("copy.jar"));
		List<String> command = new ArrayList<>(this.server.command(this.options.ofPackagedJar()));
		command.set(command.indexOf("-jar") + 1, jar.toString());
		command.add("--logging.level.dev.uninterruptible.autoconfigure=debug");
		this.script.exec(command);
		ServerStatus before = this.server.restart(Trigger.POST).after();
		Await.until("all is loaded that a restart needs",
				() -> this.server.log()
					.lines("DEBUG", before.pid())
					.stream()
					.anyMatch((line) -> line.contains("All is loaded that a restart needs")));
		awaitAlone(before);
		try (Clients clients = Clients.of(this.server)) {
			clients.awaitServed();
			Files.write(jar, new byte[Math.toIntExact(Files.size(jar))]);
			Processes.signal("USR1", before.pid());
			awaitError(before, "the successor exited with status 1 before it connected");
			clients.awaitServed();
			assertThat(this.server.processes()).containsExactly(before.pid());
			Path good = Files.copy(Sample.TOMCAT.packagedJar(), this.directory.resolve("good.jar"));
			Files.move(good, jar, StandardCopyOption.REPLACE_EXISTING);
			Processes.signal("USR1", before.pid());
			ServerStatus after = this.server.awaitSuccessor(before);
			awaitAlone(after);
			clients.assertNoneFailed();
		}
	}

	@Test
	void jdkThatIsReplacedFailsTheLaunchAndTheMessageSaysWhatToDo() throws IOException {
		Path jdk = copyOfJdk();
		List<String> command = new ArrayList<>(this.server.command());
		command.set(0, jdk.resolve("bin/java").toString());
		this.script.exec(command);
		ServerStatus before = this.server.restart(Trigger.POST).after();
		Path away = jdk.resolveSibling("away");
		try (Clients clients = Clients.of(this.server)) {
			clients.awaitServed();
			Files.move(jdk, away);
			Processes.signal("USR1", before.pid());
			awaitError(before, "the JDK was replaced while this process ran");
			Path other = Files.createDirectories(jdk.resolve("lib")).resolve("jspawnhelper");
			Files.writeString(other, "another build");
			int errors = errors(before).size();
			Processes.signal("USR1", before.pid());
			Await.until("the next restart fails too", () -> errors(before).size() > errors);
			assertThat(errors(before)).last().asString().contains("the JDK was replaced while this process ran");
			Files.delete(other);
			Files.delete(jdk.resolve("lib"));
			Files.delete(jdk);
			Files.move(away, jdk);
			this.script.start(this.server);
			Processes.signal("USR1", before.pid());
			ServerStatus after = this.server.awaitSuccessor(before);
			awaitAlone(after);
			clients.assertNoneFailed();
		}
	}

	/**
	 * A JDK that runs, with links for what is large and is read by its name, and without
	 * links that lead nowhere: Debian has one for sources that are not installed.
	 */
	private Path copyOfJdk() throws IOException {
		Path jdk = Path.of(System.getProperty("java.home"));
		Path copy = this.directory.resolve("jdk");
		List<Path> large = List.of(Path.of("lib/modules"), Path.of("lib/src.zip"), Path.of("lib/ct.sym"));
		try (Stream<Path> files = Files.walk(jdk)) {
			for (Path file : files.toList()) {
				Path relative = jdk.relativize(file);
				if (relative.startsWith("legal") || relative.startsWith("include") || relative.startsWith("man")
						|| !Files.exists(file)) {
					continue;
				}
				if (large.contains(relative)) {
					Files.createSymbolicLink(copy.resolve(relative), file.toRealPath());
				}
				else {
					Files.copy(file, copy.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
				}
			}
		}
		return copy;
	}

	private void awaitError(ServerStatus generation, String reason) {
		Await.until("the failure is logged: " + reason,
				() -> errors(generation).stream().anyMatch((line) -> line.contains(reason)));
	}

	private List<String> errors(ServerStatus generation) throws IOException {
		return this.server.log().lines("ERROR", generation.pid());
	}

	private void awaitAlone(ServerStatus generation) {
		Await.until("its predecessor has exited", () -> this.server.processes().equals(Set.of(generation.pid())));
	}

}

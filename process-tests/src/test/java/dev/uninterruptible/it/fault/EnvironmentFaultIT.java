package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.JavaCommand;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Restarts that lack something: descriptors, a temporary directory, a pidfile. All tests
 * restart the same server, each the generation that the one before it left.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EnvironmentFaultIT {

	private final StartScript script;

	private final ServerProcess server;

	@TempDir
	private Path directory;

	private Clients clients;

	private ServerStatus before;

	EnvironmentFaultIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.NO_STANDBY));
		this.before = this.server.status();
		this.clients = Clients.of(this.server);
		this.clients.close();
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@BeforeEach
	void connect() throws IOException {
		this.before = this.server.status();
		this.clients = Clients.of(this.server);
		this.script.start(this.server);
	}

	@AfterEach
	void disconnect() throws IOException {
		limitDescriptors(this.server.pid(), 4096);
		this.clients.close();
	}

	@Order(1)
	@Test
	void launchWithoutDescriptorsFailsAndTheNextOneWorks() throws IOException {
		limitDescriptors(3);
		Processes.signal("USR1", this.before.pid());
		awaitError("could not be launched");
		limitDescriptors(4096);
		assertThat(errors())
			.anySatisfy((line) -> assertThat(line).contains("could not be launched").contains("Too many open files"));
		assertServes();
	}

	@Order(2)
	@Test
	void successorWithoutDescriptorsFails() throws IOException {
		this.script.write("ulimit -n 20\nexec " + String.join(" ", JavaCommand.fakeSuccessor()));
		assertFails("before it connected");
		assertServes();
	}

	@Order(3)
	@Test
	void successorThatComesWhileThereAreNoDescriptorsIsServedWhenThereAre() throws IOException {
		Path start = this.directory.resolve("start");
		this.script.startAfter(this.server, start);
		Processes.signal("USR1", this.before.pid());
		this.server.awaitLaunched(this.before);
		limitDescriptors(3);
		Files.createFile(start);
		Await.until("the successor has connected", () -> this.server.handoffConnections() > 0);
		limitDescriptors(4096);
		this.server.awaitSuccessor(this.before);
		this.clients.awaitServed();
		this.clients.assertNoneFailed();
	}

	@Order(3)
	@Test
	void clientsThatComeWhileThereAreNoDescriptorsAreServedWhenThereAre() throws IOException {
		long logged = acceptFailures();
		long start = System.nanoTime();
		limitDescriptors(3);
		Await.until("it is logged twice that nothing can be accepted", () -> acceptFailures() >= logged + 2);
		limitDescriptors(4096);
		this.clients.awaitServed();
		this.clients.assertNoneFailed();
		assertThat(acceptFailures() - logged)
			.isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1);
	}

	private long acceptFailures() throws IOException {
		return this.server.log()
			.lines("WARN", this.before.pid())
			.stream()
			.filter((line) -> line.contains("'server.default' could not accept a connection and tries again: "))
			.count();
	}

	@Order(4)
	@Test
	void temporaryDirectoryThatIsGoneFailsTheLaunch() throws IOException {
		Path away = this.server.temporary().resolveSibling("away");
		Files.move(this.server.temporary(), away);
		assertFails("No directory for the handoff socket can be made");
		Files.createFile(this.server.temporary());
		assertFails("No directory for the handoff socket can be made");
		Files.delete(this.server.temporary());
		Files.move(away, this.server.temporary());
		assertServes();
	}

	@Order(4)
	@ParameterizedTest
	@ValueSource(strings = { "ro", "nr_inodes=1" })
	void temporaryDirectoryThatIsReadOnlyOrFullFailsTheLaunch(String option) throws IOException {
		String directory = this.server.temporary().toString();
		assumeTrue(run("mount", "-t", "tmpfs", "-o", option, "tmpfs", directory),
				"File systems cannot be mounted here: not tested with the option " + option);
		try {
			assertFails("No directory for the handoff socket can be made");
		}
		finally {
			run("umount", directory);
		}
		assertServes();
	}

	@Order(4)
	@Test
	void pidfileThatCannotBeWrittenFailsTheSuccessor() throws IOException {
		Path pidfile = this.server.pidfile();
		Path away = pidfile.resolveSibling("away");
		Files.move(pidfile, away);
		Files.createDirectories(pidfile.resolve("in-the-way"));
		assertFails("must be writable, and the pidfile must not be a directory");
		Files.delete(pidfile.resolve("in-the-way"));
		Files.delete(pidfile);
		Files.move(away, pidfile);
		assertServes();
	}

	@Order(5)
	@Test
	void temporaryDirectoryOfALongPathAndACommandThatPrintsMuchWork() throws IOException {
		Path longPath = Files
			.createDirectories(this.server.temporary().resolve("x".repeat(100)).resolve("y".repeat(100)));
		List<String> command = this.server.command()
			.stream()
			.map((word) -> word.startsWith("-Djava.io.tmpdir=") ? "-Djava.io.tmpdir=" + longPath : word)
			.toList();
		this.script.exec(command);
		this.script.precede("head -c 200000 /dev/zero | tr '\\0' '.'; echo");
		this.server.restart(Trigger.POST);
		this.script.start(this.server);
		Restart next = this.server.restart(Trigger.POST);
		assertThat(next.after().generation()).isEqualTo(this.before.generation() + 2);
		this.clients.assertNoneFailed();
	}

	private void assertFails(String reason) throws IOException {
		int errors = errors().size();
		HttpReply reply = this.server.actuator().restart();
		assertThat(reply.status()).as(reply.body()).isEqualTo(500);
		assertThat(ServerStatus.text(reply.body(), "reason")).contains(reason);
		assertThat(errors()).hasSize(errors + 1).last().asString().contains(reason);
	}

	private void assertServes() throws IOException {
		Await.until("nothing is left of the successor",
				() -> this.server.processes().equals(Set.of(this.before.pid())));
		assertThat(this.server.pid()).isEqualTo(this.before.pid());
		this.clients.awaitServed();
		this.clients.assertNoneFailed();
		assertThat(this.server.status().state()).isEqualTo("SERVING");
	}

	private void awaitError(String reason) {
		Await.until("the failure is logged", () -> errors().stream().anyMatch((line) -> line.contains(reason)));
	}

	private List<String> errors() throws IOException {
		return this.server.log().lines("ERROR", this.before.pid());
	}

	private void limitDescriptors(int limit) throws IOException {
		limitDescriptors(this.before.pid(), limit);
	}

	private static void limitDescriptors(long pid, int limit) throws IOException {
		assertThat(run("prlimit", "--pid", Long.toString(pid), "--nofile=" + limit + ":")).isTrue();
	}

	private static boolean run(String... command) throws IOException {
		try {
			Process process = new ProcessBuilder(command).inheritIO().start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}

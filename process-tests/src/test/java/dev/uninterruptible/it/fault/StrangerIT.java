package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.uninterruptible.fixture.FakeSuccessor;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.JavaCommand;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Strangers at the handoff sockets: at that of a launch, and at the fixed path.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangerIT {

	private static final int OF_EACH_KIND = 10;

	private static final long NOBODY = 65534;

	private static final String SENT_AWAY = "Sent a peer away from the handoff socket";

	private final Path directory;

	private final Path path;

	private final StartScript script;

	private final ServerProcess server;

	StrangerIT(@TempDir Path directory) throws IOException {
		this.directory = directory;
		this.path = directory.resolve("handoff.sock");
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.NO_STANDBY,
				"--uninterruptible.handoff.path=" + this.path));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Test
	void tenOfEachKindDisturbNeitherALaunchNorATakeover() throws IOException {
		ServerStatus before = this.server.status();
		Path start = this.directory.resolve("start");
		this.script.startAfter(this.server, start);
		List<SocketChannel> strangers = new ArrayList<>();
		try (Clients clients = Clients.of(this.server)) {
			Processes.signal("USR1", before.pid());
			Path launch = Processes.variable(this.server.awaitLaunched(before), ServerProcess.PREDECESSOR_SOCKET)
				.map(Path::of)
				.orElseThrow();
			strangers.addAll(comeTo(launch, before));
			strangers.addAll(comeTo(this.path, before));
			Files.createFile(start);
			ServerStatus second = this.server.awaitSuccessor(before);
			strangers.addAll(comeTo(this.path, second));
			Process third = this.server.startByHand();
			assertThat(this.server.awaitSuccessor(second).pid()).isEqualTo(third.pid());
			clients.assertNoneFailed();
			assertThat(this.server.log().lines("ERROR", before.pid())).isEmpty();
			assertThat(this.server.log().lines("ERROR", second.pid())).isEmpty();
		}
		finally {
			for (SocketChannel stranger : strangers) {
				stranger.close();
			}
		}
	}

	/**
	 * Lets strangers connect, and waits until those that can be known for such are.
	 */
	private List<SocketChannel> comeTo(Path socket, ServerStatus generation) throws IOException {
		long before = sentAway(generation);
		List<SocketChannel> connections = new ArrayList<>();
		for (int i = 0; i < OF_EACH_KIND; i++) {
			for (Stranger stranger : Stranger.values()) {
				connections.add(stranger.connect(socket));
			}
		}
		long known = OF_EACH_KIND * Arrays.stream(Stranger.values()).filter(Stranger::isSentAwayAtOnce).count();
		Await.until("%s strangers are sent away".formatted(known), () -> sentAway(generation) == before + known);
		return connections;
	}

	private long sentAway(ServerStatus generation) throws IOException {
		return this.server.log()
			.lines("WARN", generation.pid())
			.stream()
			.filter((line) -> line.contains(SENT_AWAY))
			.count();
	}

	@Test
	void anotherUserIsSentAway() throws IOException {
		assumeTrue(isRoot(), "Only root can be another user: not tested that its processes are sent away");
		ServerStatus serving = this.server.status();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rw-rw-rw-"));
		Path classes = copyOfFakeSuccessor();
		List<String> command = new ArrayList<>(
				List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "env",
						"UNINTERRUPTIBLE_PREDECESSOR_SOCKET=" + this.path, "UNINTERRUPTIBLE_PREDECESSOR_TOKEN="));
		command.addAll(JavaCommand.fakeSuccessor(classes, "HELLO", "OFFER"));
		Process nobody = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		Await.until("it is sent away", () -> !nobody.isAlive());
		assertThat(nobody.exitValue()).isEqualTo(1);
		assertThat(this.server.log().lines("WARN", serving.pid())).last()
			.asString()
			.contains(SENT_AWAY, "it runs as user " + NOBODY);
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx------"));
		assertThat(this.server.status().pid()).isEqualTo(serving.pid());
	}

	private static boolean isRoot() {
		return ProcessHandle.current().info().user().filter("root"::equals).isPresent();
	}

	private Path copyOfFakeSuccessor() throws IOException {
		String name = FakeSuccessor.class.getName().replace('.', '/') + ".class";
		Path classes = this.directory.resolve("classes");
		Path copy = classes.resolve(name);
		Files.createDirectories(copy.getParent());
		try (InputStream in = FakeSuccessor.class.getClassLoader().getResourceAsStream(name)) {
			Files.write(copy, Objects.requireNonNull(in).readAllBytes());
		}
		return classes;
	}

}

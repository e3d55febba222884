package dev.uninterruptible.restart;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.listener.BindAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The file of a Unix-domain socket belongs to the process that serves.
 */
class SocketFileOwnershipTests {

	private static final String NAME = "unix";

	private final List<TestProcess> processes = new ArrayList<>();

	private final Path path;

	private final BindAddress address;

	SocketFileOwnershipTests(@TempDir Path directory) {
		this.path = directory.resolve("server.sock");
		this.address = new BindAddress.Unix(this.path, PosixFilePermissions.fromString("rw-------"));
	}

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void successorHasTheFileOnceItsPredecessorHasCommitted() throws Exception {
		TestProcess first = serving(Duration.ZERO);
		TestProcess second = restart(first, true);
		assertThat(first.application().awaitExit()).isZero();
		first.close();
		assertThat(this.path).exists();
		Awaitility.await().until(() -> second.coordinator().status().lastRestart() != null);
		second.coordinator().terminate();
		assertThat(second.application().awaitExit()).isEqualTo(143);
		assertThat(this.path).doesNotExist();
	}

	@Test
	void fileThatTheSuccessorDoesWithoutIsRemovedOnceItsPredecessorHasCommitted() throws Exception {
		TestProcess first = serving(Duration.ZERO);
		TestProcess second = restart(first, false);
		Awaitility.await().until(() -> Files.notExists(this.path));
		Awaitility.await().until(() -> second.coordinator().status().predecessor() == null);
	}

	@Test
	void successorThatLeavesTheServiceLeavesTheFile() throws Exception {
		TestProcess first = serving(Duration.ofSeconds(30));
		TestProcess second = restart(first, false);
		first.awaitState(ProcessState.STANDBY);
		try (Socket client = second.connectAndAwait()) {
			assertThat(client.isConnected()).isTrue();
			second.coordinator().terminate();
			first.awaitState(ProcessState.SERVING);
			Awaitility.await().until(() -> second.coordinator().status().predecessor() == null);
		}
		assertThat(second.application().awaitExit()).isEqualTo(143);
		second.close();
		assertThat(this.path).exists();
		first.coordinator().terminate();
		assertThat(first.application().awaitExit()).isEqualTo(143);
		assertThat(this.path).doesNotExist();
	}

	/**
	 * It stood still, so the earlier one took it for hung. The order to end comes first
	 * when it goes on, before it hears of that.
	 */
	@Test
	void processThatEndsLeavesTheFileToAnEarlierOneThatServes() throws Exception {
		TestProcess earlier = serving(Duration.ZERO);
		try (HandoffServer server = HandoffServer
			.open(new FakePredecessor(earlier.listeners(), ProcessHandle.current().pid()))) {
			TestProcess process = TestProcess.starting(TestProcess.settings(), HandoffClient.connect(server.address()));
			this.processes.add(process);
			process.listeners().open(NAME, this.address, 1);
			process.ready();
			Awaitility.await().until(() -> process.coordinator().status().lastRestart() != null);
			process.coordinator().terminate();
			assertThat(process.application().awaitExit()).isEqualTo(143);
			assertThat(this.path).exists();
		}
	}

	private TestProcess serving(Duration standby) throws Exception {
		TestProcess process = TestProcess.serving(TestProcess.settings(Duration.ofSeconds(10), standby));
		this.processes.add(process);
		process.listeners().open(NAME, this.address, 1);
		return process;
	}

	/**
	 * Start a restart.
	 * @param process the process that is replaced
	 * @param same whether the successor listens at the same path
	 * @return the successor, which is ready
	 */
	private TestProcess restart(TestProcess process, boolean same) throws Exception {
		CompletableFuture<TestProcess> launched = new CompletableFuture<>();
		process.launcher().next((successor) -> {
			TestProcess next = TestProcess.starting(TestProcess.settings(), HandoffClient.connect(successor.address()));
			if (same) {
				next.listeners().open(NAME, this.address, 1);
			}
			launched.complete(next.ready());
		});
		CompletableFuture<RestartOutcome> unused = process.coordinator().requestRestart("TEST");
		TestProcess successor = launched.get(10, TimeUnit.SECONDS);
		this.processes.add(successor);
		return successor;
	}

}

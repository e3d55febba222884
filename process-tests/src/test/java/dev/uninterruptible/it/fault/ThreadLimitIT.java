package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A process that may start no thread, as root never is.
 */
class ThreadLimitIT {

	private static final int NOBODY = 65534;

	@Test
	void portIsServedAgainOnceThereAreThreads() throws IOException {
		assumeTrue(Processes.run("prlimit", "--version"), "no prlimit here: not tested without threads");
		assumeTrue(System.getProperty("user.name").equals("root"), "not root: not tested without threads");
		try (ServerProcess server = ServerProcess.launch(ServerOptions.onFreePorts().asUser(NOBODY))) {
			Await.until("the server serves", () -> server.hasPidfile() && server.status().state().equals("SERVING"));
			long pid = server.pid();
			limit(pid, "1:");
			connectAtTheLimit(server);
			limit(pid, "4096:");
			Await.until("the port is served again", () -> {
				try (EchoConnection connection = server.connect()) {
					connection.exchange("served again");
					return true;
				}
			});
			assertThat(server.actuator().restart().status()).isEqualTo(200);
		}
	}

	/**
	 * The threads that carry virtual ones end when they are idle for half a minute, so
	 * the connection goes on when there are threads again.
	 */
	@Test
	void predecessorThatDrainsComesBackWithoutThreads() throws IOException {
		assumeTrue(Processes.run("prlimit", "--version"), "no prlimit here: not tested without threads");
		assumeTrue(System.getProperty("user.name").equals("root"), "not root: not tested without threads");
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY).asUser(NOBODY));
				EchoConnection open = server.connect()) {
			open.write("half a line");
			long before = server.pid();
			assertThat(server.actuator().restart().status()).isEqualTo(200);
			limit(before, "1:");
			Processes.signal("KILL", server.pid());
			Await.until("the predecessor serves again", () -> server.actuator().status().pid() == before);
			limit(before, "4096:");
			open.write(" and the rest\n");
			open.expect("half a line and the rest");
			Await.until("the pidfile names it", () -> server.pid() == before);
		}
	}

	/**
	 * It is served by the threads that there are, or cut.
	 */
	private static void connectAtTheLimit(ServerProcess server) {
		try (EchoConnection connection = server.connect()) {
			connection.exchange("at the limit");
		}
		catch (IOException ex) {
			assertThat(ex).as("cut").isNotNull();
		}
	}

	private static void limit(long pid, String threads) throws IOException {
		List<String> command = new ArrayList<>(Processes.asUser(NOBODY));
		command.addAll(List.of("prlimit", "--pid", Long.toString(pid), "--nproc=" + threads));
		assertThat(Processes.run(command)).isTrue();
	}

}

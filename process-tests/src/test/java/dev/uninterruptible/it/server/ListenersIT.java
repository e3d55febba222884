package dev.uninterruptible.it.server;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The listeners that are handed over besides the echo server's.
 */
class ListenersIT {

	@Test
	void portsThatWereChosenFreelyAndManagementPortAreKept() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onChosenPorts(ServerOptions.STANDBY + "1s"))) {
			ServerStatus first = server.status();
			assertThat(first.listeners()).containsOnlyKeys("server.default", "web.main", "web.management")
				.doesNotContainValue(0);
			try (Load echo = new EchoLoad(2, first.port("server.default")).paced().start();
					Load management = new HttpLoad(2, first.port("web.management")).paced().start()) {
				assertThat(restartByPost(server).listeners()).isEqualTo(first.listeners());
				assertThat(server.restart(Trigger.USR1).after().listeners()).isEqualTo(first.listeners());
				assertThat(HttpReply.get(first.port("web.main"), "/", Await.DEADLINE).status()).isEqualTo(404);
				assertThat(echo.stop().examples()).isEmpty();
				assertThat(management.stop().examples()).isEmpty();
			}
			assertThat(server.log().lines())
				.filteredOn((line) -> line.contains("Tomcat started on port " + first.port("web.main") + " "))
				.hasSize(3);
		}
	}

	@Test
	void serversAreKeptMovedAddedAndClosedByTheirNames(@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onChosenPorts(script.asArgument(), ServerOptions.NO_STANDBY);
		ServerOptions first = options.with(echo("kept", "127.0.0.1"))
			.with(echo("moved", "127.0.0.2"))
			.with(echo("gone", "127.0.0.1"));
		try (ServerProcess server = ServerProcess.start(first)) {
			ServerStatus before = server.status();
			script.startWith(server,
					options.with(echo("added", "127.0.0.1"))
						.with(echo("moved", "127.0.0.1"))
						.with(echo("kept", "127.0.0.1")));
			try (Load byDefault = new EchoLoad(2, before.port("server.default")).paced().start();
					Load kept = new EchoLoad(2, before.port("server.kept")).paced().start()) {
				ServerStatus after = server.restart(Trigger.USR1).after();
				assertThat(after.listeners()).containsOnlyKeys("server.default", "server.added", "server.moved",
						"server.kept", "web.main", "web.management");
				for (String name : List.of("server.added", "server.moved", "server.kept")) {
					try (EchoConnection connection = new EchoConnection(after.port(name))) {
						connection.exchange(name);
					}
				}
				assertThat(after.port("server.kept")).isEqualTo(before.port("server.kept"));
				assertThat(byDefault.stop().examples()).isEmpty();
				assertThat(kept.stop().examples()).isEmpty();
			}
			Await.until("the predecessor is gone", () -> !Processes.isAlive(before.pid()));
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new EchoConnection(before.port("server.gone")));
			assertThat(server.log().lines()).filteredOn((line) -> line.contains("Closing inherited listener"))
				.hasSize(2)
				.anyMatch((line) -> line.contains("'server.moved' on 127.0.0.2:"))
				.anyMatch((line) -> line.contains("'server.gone' on 127.0.0.1:"));
		}
	}

	private static String[] echo(String server, String address) {
		String key = "--uninterruptible.servers." + server;
		return new String[] { key + ".bind-port=0", key + ".bind-address=" + address, key + ".handler=echo" };
	}

	/**
	 * A request that follows is answered by the successor.
	 */
	private static ServerStatus restartByPost(ServerProcess server) throws IOException {
		ServerStatus before = server.status();
		HttpReply reply = server.actuator().restart();
		ServerStatus after = server.actuator().status();
		assertThat(reply.status()).as(reply.body()).isEqualTo(200);
		assertThat(after.pid()).isNotEqualTo(before.pid()).isEqualTo(ServerStatus.number(reply.body(), "pid"));
		assertThat(after.generation()).isEqualTo(ServerStatus.number(reply.body(), "generation")).isEqualTo(2);
		assertThat(server.pid()).isEqualTo(after.pid());
		assertThat(ServerStatus.number(reply.body(), "milliseconds")).isPositive();
		return after;
	}

}

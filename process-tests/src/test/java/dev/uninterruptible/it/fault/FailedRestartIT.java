package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that fail while clients connect. All tests try to restart the same server,
 * and the last one does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailedRestartIT {

	private final StartScript script;

	private final ServerProcess server;

	FailedRestartIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.NO_STANDBY));
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@Order(1)
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER_BECOMES_READY")
	void successorThatFailsLeavesPredecessorServing(SuccessorFailure failure) throws IOException {
		ServerStatus before = this.server.status();
		int errors = errors(before).size();
		try (Load echo = new EchoLoad(4, this.server.echoPort()).paced().start();
				Load http = new HttpLoad(2, this.server.webPort()).paced().start()) {
			failure.provoke(this.script, this.server);
			HttpReply reply = this.server.actuator().restart();
			assertThat(reply.status()).as(reply.body()).isEqualTo(500);
			assertThat(ServerStatus.text(reply.body(), "outcome")).isEqualTo("FAILED");
			assertStillServes(before);
			assertThat(errors(before)).hasSize(errors + 1)
				.last()
				.asString()
				.contains(ServerStatus.text(reply.body(), "reason"))
				.containsPattern(failure.cause());
			assertThat(echo.stop().examples()).isEmpty();
			assertThat(http.stop().examples()).isEmpty();
		}
	}

	@Order(2)
	@Test
	void restartBySignalThatFailsIsSaidInOneErrorLineAndNextRestartWorks() throws IOException {
		ServerStatus before = this.server.status();
		int errors = errors(before).size();
		try (Load echo = new EchoLoad(4, this.server.echoPort()).paced().start()) {
			this.script.write("exit 3");
			Processes.signal("USR1", before.pid());
			Await.until("the failure is logged", () -> errors(before).size() > errors);
			assertStillServes(before);
			assertThat(errors(before)).hasSize(errors + 1).last().asString().containsPattern("\\b3\\b");
			assertNextRestartWorks(before);
			assertThat(echo.stop().examples()).isEmpty();
		}
	}

	private List<String> errors(ServerStatus generation) throws IOException {
		return this.server.log().lines("ERROR", generation.pid());
	}

	private void assertStillServes(ServerStatus before) throws IOException {
		Await.until("nothing is left of the successor", () -> this.server.processes().equals(Set.of(before.pid()))
				&& Processes.zombieChildren(before.pid()).isEmpty());
		assertThat(this.server.pid()).isEqualTo(before.pid());
		ServerStatus now = this.server.status();
		assertThat(now.pid()).isEqualTo(before.pid());
		assertThat(now.generation()).isEqualTo(before.generation());
		assertThat(now.state()).isEqualTo("SERVING");
	}

	private void assertNextRestartWorks(ServerStatus before) throws IOException {
		this.script.start(this.server);
		Restart next = this.server.restart(Trigger.USR1);
		assertThat(next.after().generation()).isEqualTo(before.generation() + 1);
	}

}

package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Gate;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that hang, at each moment of a restart.
 */
class SuccessorHangIT {

	private static final String READY_TIMEOUT = "--uninterruptible.restart.ready-timeout=";

	private final StartScript script;

	private final Path gate;

	SuccessorHangIT(@TempDir Path directory) {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.gate = directory;
	}

	@ParameterizedTest
	@EnumSource
	void stopLeavesPredecessorServing(SuccessorMoment moment) throws IOException {
		try (ServerProcess server = start(READY_TIMEOUT + "5s"); Clients clients = Clients.of(server)) {
			moment.provoke(this.script, SuccessorFault.STOP);
			assertFails(server, moment.outcome(), SuccessorFault.STOP.reason());
			clients.awaitServed();
			assertNothingIsLeft(server);
			clients.assertNoneFailed();
		}
	}

	/**
	 * The time that it has is what a real one needs on a busy machine.
	 */
	@Test
	void stopDuringRefreshLeavesPredecessorServing() throws IOException {
		try (ServerProcess server = start(READY_TIMEOUT + "25s"); Clients clients = Clients.of(server)) {
			this.script.startGated(server, this.gate);
			Background<Boolean> stop = Background.start(() -> {
				Processes.signal("STOP", Gate.awaitReached(this.gate));
				return true;
			});
			assertFails(server, "FAILED", "was not ready in time");
			assertThat(stop.await()).isTrue();
			clients.awaitServed();
			assertNothingIsLeft(server);
			clients.assertNoneFailed();
		}
	}

	@Test
	void outputThatNobodyReadsLeavesPredecessorServing() throws IOException {
		try (ServerProcess server = start(READY_TIMEOUT + "5s"); Clients clients = Clients.of(server)) {
			SuccessorFailure.NEVER_BECOMES_READY.provoke(this.script, server);
			assertFails(server, "FAILED", SuccessorFailure.NEVER_BECOMES_READY.cause());
			clients.awaitServed();
			assertNothingIsLeft(server);
			clients.assertNoneFailed();
		}
	}

	private ServerProcess start(String readyTimeout) throws IOException {
		return ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), readyTimeout, ServerOptions.STANDBY + "5s"));
	}

	private static void assertFails(ServerProcess server, String outcome, String reason) throws IOException {
		ServerStatus before = server.status();
		HttpReply reply = server.actuator().restart();
		assertThat(reply.status()).as(reply.body()).isEqualTo(500);
		assertThat(ServerStatus.text(reply.body(), "outcome")).isEqualTo(outcome);
		assertThat(ServerStatus.text(reply.body(), "reason")).containsPattern(reason);
		assertThat(server.log().lines("ERROR", before.pid())).singleElement()
			.asString()
			.contains(ServerStatus.text(reply.body(), "reason"));
		ServerStatus now = server.status();
		assertThat(now.pid()).isEqualTo(before.pid());
		assertThat(now.generation()).isEqualTo(before.generation());
		assertThat(now.state()).isEqualTo("SERVING");
	}

	private static void assertNothingIsLeft(ServerProcess server) {
		Await.until("nothing is left of the successor", () -> server.processes().equals(Set.of(server.firstPid()))
				&& Processes.zombieChildren(server.firstPid()).isEmpty());
	}

}

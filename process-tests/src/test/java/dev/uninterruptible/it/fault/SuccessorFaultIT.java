package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that die or exit, at each moment of a restart. One server serves its clients
 * through all of them, and is restarted at the end.
 */
@Order(Order.DEFAULT - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SuccessorFaultIT {

	private static final String BROKEN_CONNECTION = "the listeners could not be handed over|the successor is gone";

	private final StartScript script;

	private final ServerProcess server;

	@TempDir
	private Path gate;

	private Clients clients;

	private ServerStatus before;

	SuccessorFaultIT(@TempDir Path directory) throws IOException {
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess
			.start(ServerOptions.onFreePorts(this.script.asArgument(), ServerOptions.STANDBY + "10s"));
		this.before = this.server.status();
		this.clients = Clients.of(this.server);
		this.clients.close();
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

	@BeforeEach
	void connect() {
		this.before = this.server.status();
		this.clients = Clients.of(this.server);
	}

	@AfterEach
	void disconnect() {
		this.clients.close();
	}

	static Stream<Arguments> deaths() {
		return Arrays.stream(SuccessorMoment.values())
			.flatMap((moment) -> Stream.of(SuccessorFault.KILL, SuccessorFault.EXIT_0, SuccessorFault.EXIT_1)
				.map((fault) -> Arguments.of(moment, fault)));
	}

	@Order(1)
	@ParameterizedTest
	@MethodSource("deaths")
	void deathLeavesPredecessorServing(SuccessorMoment moment, SuccessorFault fault) throws IOException {
		moment.provoke(this.script, fault);
		assertFails(moment.outcome(), fault.reason() + "|" + BROKEN_CONNECTION);
		assertNothingIsLeft();
		this.clients.assertNoneFailed();
	}

	@Order(1)
	@Test
	void commandThatIsNotExecutableLeavesPredecessorServing() throws IOException {
		this.script.write("exit 0");
		this.script.forbid();
		assertFails("FAILED", "the start command is not executable");
		assertNothingIsLeft();
		this.clients.assertNoneFailed();
	}

	@Order(1)
	@Test
	void commandThatGoesToTheBackgroundLeavesPredecessorServing() throws IOException {
		this.script.write("(setsid sleep 1000) &\nexit 0");
		assertFails("FAILED", "exited with status 0 before it connected");
		assertNothingIsLeft();
		this.clients.assertNoneFailed();
	}

	@Order(2)
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STOP")
	void deathDuringRefreshLeavesPredecessorServing(SuccessorFault fault) throws IOException {
		Background<SuccessorFault> end = provokeAtGate(fault);
		assertFails("FAILED", fault.reason());
		end.await();
		assertNothingIsLeft();
		this.clients.assertNoneFailed();
	}

	@Order(3)
	@Test
	void exitInStandbyMakesPredecessorAcceptAgain() throws IOException {
		Gate.open(this.gate);
		this.script.startGated(this.server, this.gate);
		Background<HttpReply> reply = Background.start(this.server.actuator()::restart);
		ServerStatus successor = this.server.awaitSuccessor(this.before, reply);
		this.clients.awaitServed();
		end(SuccessorFault.EXIT_0, successor.pid());
		assertFailed(reply.await(), "ROLLED_BACK", "its application context is closing");
		assertNothingIsLeft();
		this.clients.assertNoneFailedButTheHealthOfTheOneThatExits();
	}

	@Order(4)
	@Test
	void nextRestartWorks() throws IOException {
		this.script.start(this.server);
		this.server.restart(Trigger.POST);
		Await.until("the predecessor has exited", () -> !Processes.isAlive(this.before.pid()));
		this.clients.assertNoneFailed();
	}

	private Background<SuccessorFault> provokeAtGate(SuccessorFault fault) throws IOException {
		this.script.startGated(this.server, this.gate);
		return Background.start(() -> {
			end(fault, Gate.awaitReached(this.gate));
			return fault;
		});
	}

	private void end(SuccessorFault fault, long pid) throws IOException {
		switch (fault) {
			case KILL -> Processes.signal("KILL", pid);
			case STOP -> throw new IllegalArgumentException("See SuccessorHangIT");
			case EXIT_0 -> Gate.exit(this.gate, 0);
			case EXIT_1 -> Gate.exit(this.gate, 1);
		}
	}

	private void assertFails(String outcome, String reason) throws IOException {
		int errors = errors().size();
		assertFailed(this.server.actuator().restart(), outcome, reason);
		assertThat(errors()).hasSize(errors + 1);
	}

	private void assertFailed(HttpReply reply, String outcome, String reason) throws IOException {
		assertThat(reply.status()).as(reply.body()).isEqualTo(500);
		assertThat(ServerStatus.text(reply.body(), "outcome")).isEqualTo(outcome);
		assertThat(ServerStatus.text(reply.body(), "reason")).containsPattern(reason);
		assertThat(errors()).last().asString().contains(ServerStatus.text(reply.body(), "reason"));
		assertThat(this.server.pid()).isEqualTo(this.before.pid());
		ServerStatus now = this.server.status();
		assertThat(now.generation()).isEqualTo(this.before.generation());
		assertThat(now.state()).isEqualTo("SERVING");
		this.clients.awaitServed();
	}

	private void assertNothingIsLeft() {
		Await.until("nothing is left of the successor", () -> this.server.processes().equals(Set.of(this.before.pid()))
				&& Processes.zombieChildren(this.before.pid()).isEmpty());
	}

	private List<String> errors() throws IOException {
		return this.server.log().lines("ERROR", this.before.pid());
	}

}

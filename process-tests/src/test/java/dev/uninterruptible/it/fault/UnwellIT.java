package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Actuator;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors that are found unwell where that is hard to tell: at the very end of the
 * standby, or beside a predecessor that is no better.
 */
class UnwellIT {

	private static final Duration STANDBY = Duration.ofSeconds(1);

	private static final String GROUP = "--management.endpoint.health.group.readiness.include=readinessState,diskSpace";

	private static final String DISK = "--management.health.diskspace.path=";

	@TempDir
	private Path directory;

	/**
	 * There are five probes in a standby, the last one at its end. The last two find that
	 * the successor is unwell, and the predecessor does not run when the last one tells:
	 * what is said crosses what the predecessor says.
	 */
	@Test
	void verdictAtTheEndOfTheStandbyLeavesExactlyOneServing() throws IOException {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.STANDBY + STANDBY.toMillis() + "ms"));
				Load echo = new EchoLoad(4, server.echoPort()).paced().start();
				Load web = statusLoad(server).paced().start()) {
			for (int early : new int[] { 65, 20, 2 }) {
				Path disk = Files.createDirectory(this.directory.resolve("disk-" + early));
				script.start(server, GROUP, DISK + disk);
				ServerStatus before = server.status();
				ServerStatus successor = server.restartIntoStandby(before);
				Instant end = handedOver(server, before).plus(STANDBY);
				parkUntil(end.minusMillis(300));
				Files.delete(disk);
				parkUntil(end.minusMillis(early));
				Processes.signal("STOP", before.pid());
				parkUntil(Instant.now().plusMillis(70));
				Processes.signal("CONT", before.pid());
				assertOneIsLeft(server, Set.of(before.pid(), successor.pid()));
				echo.awaitServed(100);
				web.awaitServed(20);
				Files.createDirectory(disk);
			}
			assertThat(echo.stop().examples()).isEmpty();
			assertThat(web.stop().examples()).isEmpty();
		}
	}

	@Test
	void successorThatIsNoWorseThanItsPredecessorServes() throws IOException {
		Path disk = Files.createDirectory(this.directory.resolve("disk"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(GROUP, DISK + disk, ServerOptions.STANDBY + "2s"));
				Load echo = new EchoLoad(4, server.echoPort()).paced().start()) {
			Files.delete(disk);
			Restart restart = server.restart(Trigger.POST);
			assertThat(server.status().lastRestart()).hasValue("SUCCEEDED");
			assertThat(server.log().lines("WARN", restart.before().pid()))
				.anyMatch((line) -> line.contains("neither is this process"));
			assertThat(server.log().lines("ERROR", restart.before().pid())).isEmpty();
			Await.until("the predecessor is gone", () -> server.processes().equals(Set.of(restart.after().pid())));
			assertThat(echo.stop().examples()).isEmpty();
		}
	}

	/**
	 * Two processes that nobody lets run for longer than a successor may be silent, as in
	 * a container that is frozen.
	 */
	@Test
	void standbyInWhichBothWereStoppedIsCommitted() throws IOException {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts(script.asArgument(), ServerOptions.STANDBY + "6s"))) {
			script.start(server);
			ServerStatus before = server.status();
			try (Load echo = new EchoLoad(4, server.echoPort()).paced().start()) {
				ServerStatus successor = server.restartIntoStandby(before);
				echo.awaitServed(20);
				signalBoth("STOP", before, successor);
				parkUntil(Instant.now().plusMillis(3200));
				signalBoth("CONT", before, successor);
				Await.until("the predecessor is gone", () -> server.processes().equals(Set.of(successor.pid())));
				assertThat(server.status().lastRestart()).hasValue("SUCCEEDED");
				assertThat(server.log().lines("ERROR", before.pid())).isEmpty();
				assertThat(server.log().lines("ERROR", successor.pid())).isEmpty();
				assertThat(echo.stop().examples()).isEmpty();
			}
		}
	}

	private static void signalBoth(String name, ServerStatus one, ServerStatus other) throws IOException {
		assertThat(Processes.run("kill", "-" + name, Long.toString(one.pid()), Long.toString(other.pid()))).isTrue();
	}

	private static Load statusLoad(ServerProcess server) {
		return new Load(2, () -> (name) -> new Actuator(server.webPort()).status());
	}

	private static Instant handedOver(ServerProcess server, ServerStatus before) throws IOException {
		return server.log()
			.lines("INFO", before.pid())
			.stream()
			.filter((line) -> line.contains("has stopped accepting"))
			.map((line) -> OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant())
			.max(Instant::compareTo)
			.orElseThrow();
	}

	private static void parkUntil(Instant time) {
		for (Duration left = Duration.between(Instant.now(), time); left
			.isPositive(); left = Duration.between(Instant.now(), time)) {
			LockSupport.parkNanos(left.toNanos());
		}
	}

	private static void assertOneIsLeft(ServerProcess server, Set<Long> both) {
		Await.until("one of the two is left and serves", () -> {
			Set<Long> left = server.processes();
			ServerStatus now = server.actuator().status();
			return left.size() == 1 && both.containsAll(left) && left.contains(now.pid()) && server.pid() == now.pid()
					&& now.state().equals("SERVING");
		});
	}

}

package dev.uninterruptible.it.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LongLivedLoad;
import dev.uninterruptible.testing.load.SlowLoad;
import dev.uninterruptible.testing.process.Footprint;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;

/**
 * Restarts a busy server for as long as asked, with faults drawn at random.
 */
final class Soak implements AutoCloseable {

	private static final Duration PACE = Duration.ofMillis(20);

	private static final int REFUSED = 409;

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

	private static final String FAST_FAILURES = "--uninterruptible.restart.ready-timeout=20s";

	private static final String STANDBY = "--uninterruptible.restart.standby=4s";

	private static final String ANY_NUMBER_DRAINS = "--uninterruptible.restart.max-draining=100";

	private final Random random;

	private final StartScript script;

	private final ServerProcess server;

	private final Map<String, Load> loads = new LinkedHashMap<>();

	private final SoakReport report;

	private ServerStatus before;

	private int logged;

	Soak(long seed, Path directory) throws IOException {
		this.random = new Random(seed);
		this.script = new StartScript(directory.resolve("start.sh"));
		this.server = ServerProcess.start(ServerOptions.onFreePorts(this.script.asArgument(), FAST_FAILURES, STANDBY,
				ANY_NUMBER_DRAINS, "--uninterruptible.handoff.path=" + directory.resolve("handoff")));
		this.loads.put("short", new EchoLoad(6, this.server.echoPort()).paced(PACE));
		this.loads.put("long-lived", new LongLivedLoad(10, this.server.echoPort()));
		this.loads.put("slow", new SlowLoad(4, this.server.echoPort()));
		this.loads.put("HTTP", new HttpLoad(3, this.server.webPort()).paced(PACE));
		this.report = new SoakReport(this.loads);
		this.before = this.server.status();
	}

	/**
	 * Restarts the server again and again under load, and once before and after it.
	 * @param duration for how long
	 * @return what was seen
	 * @throws IOException if the server can no longer be asked
	 */
	SoakReport run(Duration duration) throws IOException {
		restart(SoakFault.NOTHING_ON_USR1);
		this.report.before(settled());
		this.loads.values().forEach(Load::start);
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			restart(draw(SoakFault.values()));
			LockSupport.parkNanos(this.random.nextLong(LONGEST_PAUSE.toNanos()));
			this.report.generation(this.server.pid());
		}
		this.loads.values().forEach(Load::stop);
		restart(SoakFault.NOTHING_ON_USR1);
		this.report.after(settled());
		return this.report;
	}

	private SoakFault draw(SoakFault... faults) {
		return faults[this.random.nextInt(faults.length)];
	}

	private Footprint settled() throws IOException {
		Await.until("only one generation is left", () -> this.server.processes().equals(Set.of(this.server.pid())));
		return Footprint.settled(this.server, "uninterruptible-*");
	}

	private void restart(SoakFault fault) throws IOException {
		this.script.start(this.server);
		this.before = this.server.status();
		this.logged = this.server.log().lines().size();
		long errors = errors();
		fault.provoke(this);
		switch (fault.outcome()) {
			case SUCCEEDED -> awaitSuccessor(fault, true);
			case ALONE -> awaitSuccessor(fault, false);
			case FAILED, ROLLED_BACK -> Await.until(fault + " leaves the predecessor serving, see " + log(), () -> {
				ServerStatus now = this.server.status();
				return errors() > errors && now.pid() == this.before.pid() && now.state().equals("SERVING")
						&& now.lastRestart().equals(Optional.of(fault.outcome().name()));
			});
		}
		this.report.restarted(fault);
	}

	private void awaitSuccessor(SoakFault fault, boolean committed) {
		Await.until(fault + " leaves a successor serving, see " + log(), () -> {
			ServerStatus now = this.server.status();
			return now.generation() == this.before.generation() + 1 && now.state().equals("SERVING")
					&& (committed ? now.lastRestart().isPresent() : now.predecessor().isEmpty());
		});
	}

	private long errors() throws IOException {
		return this.server.log().lines("ERROR", this.before.pid()).size();
	}

	private Path log() {
		return this.server.log().file();
	}

	/**
	 * Asks for a restart and does not wait for the answer. A successor that was given up
	 * may have accepted the request before it heard of that, and refuses it.
	 */
	void post() {
		Background.start(() -> {
			HttpReply reply = this.server.actuator().restart();
			while (reply.status() == REFUSED) {
				reply = this.server.actuator().restart();
			}
			return reply;
		});
	}

	/**
	 * Waits until the successor has the listeners.
	 * @return its pid
	 */
	long awaitStarting() {
		return awaitPid("%s) hands over ".formatted(this.before.pid()));
	}

	/**
	 * Waits until the predecessor has stopped accepting.
	 * @return the pid of the successor
	 */
	long awaitStandby() {
		return awaitPid("%s) has stopped accepting: ".formatted(this.before.pid()));
	}

	private long awaitPid(String step) {
		AtomicReference<String> line = new AtomicReference<>("");
		Await.until(step + " is logged, see " + log(), () -> {
			List<String> lines = this.server.log().lines();
			lines.subList(this.logged, lines.size())
				.stream()
				.filter((candidate) -> candidate.contains(step))
				.forEach(line::set);
			return !line.get().isEmpty();
		});
		return Long.parseLong(line.get().replaceAll(".*generation \\d+ \\(pid (\\d+)\\).*", "$1"));
	}

	/**
	 * Kills a process that may have accepted connections.
	 * @param pid the process
	 * @throws IOException if that is not possible
	 */
	void kill(long pid) throws IOException {
		this.report.died();
		Processes.signal("KILL", pid);
	}

	/**
	 * Makes a process hang that may have accepted connections.
	 * @param pid the process
	 * @throws IOException if that is not possible
	 */
	void stop(long pid) throws IOException {
		this.report.died();
		Processes.signal("STOP", pid);
	}

	StartScript script() {
		return this.script;
	}

	ServerProcess server() {
		return this.server;
	}

	/**
	 * The generation that served when the restart was asked for.
	 * @return its status
	 */
	ServerStatus before() {
		return this.before;
	}

	@Override
	public void close() {
		this.loads.values().forEach(Load::close);
		this.server.close();
	}

}

package dev.uninterruptible.testing.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.Background;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.client.HttpReply;
import org.jspecify.annotations.Nullable;

/**
 * The sample application in a process of its own, with all the generations that follow
 * it. Each server has its own pidfile, temporary directory and log, and no process of it
 * outlives {@link #close()} or this JVM.
 */
public final class ServerProcess implements AutoCloseable {

	/**
	 * The variable that names a successor the handoff socket of its predecessor.
	 */
	public static final String PREDECESSOR_SOCKET = "UNINTERRUPTIBLE_PREDECESSOR_SOCKET";

	private final ServerOptions options;

	private final ServerDirectory directory = ServerDirectory.create();

	private final ServerLog log = this.directory.log();

	private final Process process;

	private final Thread shutdownHook = new Thread(this::kill, "kill-server");

	private ServerProcess(ServerOptions options) throws IOException {
		this.options = options;
		Files.createDirectories(this.log.file().getParent());
		if (options.user().isPresent()) {
			this.directory.giveTo(options.user().getAsInt());
		}
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		this.process = builder().start();
	}

	private ProcessBuilder builder() {
		List<String> command = new ArrayList<>();
		this.options.user().ifPresent((user) -> command.addAll(Processes.asUser(user)));
		command.addAll(command());
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.path().toFile())
			.redirectInput(new File("/dev/null"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.file().toFile()));
		builder.environment().put(Processes.MARK, this.directory.path().toString());
		return builder;
	}

	/**
	 * Starts a server and waits until it serves.
	 * @param options how to start it
	 * @return the server
	 * @throws IOException if it cannot be started
	 */
	public static ServerProcess start(ServerOptions options) throws IOException {
		ServerProcess server = launch(options);
		try {
			server.awaitReady();
			return server;
		}
		catch (RuntimeException | Error ex) {
			server.close();
			throw new IllegalStateException("The server did not start. " + server.log.tail(), ex);
		}
	}

	/**
	 * Starts a server and waits for nothing.
	 * @param options how to start it
	 * @return the server
	 * @throws IOException if it cannot be started
	 */
	public static ServerProcess launch(ServerOptions options) throws IOException {
		return new ServerProcess(options);
	}

	/**
	 * The command line that this server was started with.
	 * @return the command and its arguments
	 */
	public List<String> command() {
		return command(this.options);
	}

	/**
	 * The command line of the same server with other options.
	 * @param other the options
	 * @return the command and its arguments
	 */
	public List<String> command(ServerOptions other) {
		return other.toCommand(this.directory.temporary(), this.directory.pidfile());
	}

	private void awaitReady() {
		Await.until("the server is ready", () -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("It exited with status " + this.process.exitValue());
			}
			if (!hasPidfile()) {
				return false;
			}
			ServerStatus status = actuator().status();
			if (!isServing(status, 1)) {
				return false;
			}
			try (EchoConnection connection = new EchoConnection(status.port("server.default"))) {
				connection.exchange("ready?");
			}
			return true;
		});
		Await.until("the server has let go of that connection", () -> actuator().status().echoConnections() == 0);
	}

	private boolean isServing(ServerStatus status, long generation) throws IOException {
		return status.generation() == generation && status.state().equals("SERVING") && status.pid() == pid()
				&& Processes.isAlive(status.pid());
	}

	/**
	 * Restarts the server and waits until the successor serves: the pidfile names it, it
	 * says so itself, and its predecessor has left the service to it.
	 * @param trigger how to ask for it
	 * @return the restart
	 * @throws IOException if it cannot be asked for
	 */
	public Restart restart(Trigger trigger) throws IOException {
		ServerStatus before = status();
		long start = System.nanoTime();
		Background<Boolean> request = Background.start(() -> ask(trigger, before.pid()));
		ServerStatus after = awaitSuccessor(before, request);
		Restart restart = new Restart(trigger, before, after, Duration.ofNanos(System.nanoTime() - start));
		request.await();
		Await.until("the predecessor leaves the service to its successor, see " + this.log.file(),
				() -> status().lastRestart().isPresent());
		return restart;
	}

	private boolean ask(Trigger trigger, long pid) throws IOException {
		switch (trigger) {
			case USR1 -> Processes.signal("USR1", pid);
			case POST -> {
				HttpReply reply = actuator().restart();
				if (reply.status() != 200) {
					throw new IllegalStateException("The restart failed: " + reply);
				}
			}
		}
		return true;
	}

	/**
	 * Waits until the next generation serves.
	 * @param before the generation before it
	 * @return the next generation
	 */
	public ServerStatus awaitSuccessor(ServerStatus before) {
		return awaitSuccessor(before, Background.start(() -> true));
	}

	/**
	 * Waits until the next generation serves.
	 * @param before the generation before it
	 * @param request what asked for it, and may fail
	 * @return the next generation
	 */
	public ServerStatus awaitSuccessor(ServerStatus before, Background<?> request) {
		AtomicReference<ServerStatus> after = new AtomicReference<>(before);
		Await.until("the successor serves, see " + this.log.file(), () -> {
			request.check();
			if (pid() == before.pid()) {
				return false;
			}
			after.set(actuator().status());
			return isServing(after.get(), before.generation() + 1);
		});
		return after.get();
	}

	/**
	 * Restarts the server and waits until the predecessor stands by.
	 * @param before the generation that serves
	 * @return the next generation, which accepts connections
	 * @throws IOException if it cannot be asked for
	 */
	public ServerStatus restartIntoStandby(ServerStatus before) throws IOException {
		Processes.signal("USR1", before.pid());
		ServerStatus successor = awaitSuccessor(before);
		Await.until("the predecessor stands by, see " + this.log.file(),
				() -> this.log.lines("INFO", before.pid())
					.stream()
					.anyMatch((line) -> line.contains("has stopped accepting") && line.contains("" + successor.pid())));
		return successor;
	}

	/**
	 * Waits until a generation serves again whose successor failed after it was ready.
	 * @param before the generation
	 */
	public void awaitRolledBack(ServerStatus before) {
		Await.until("the predecessor serves again, see " + this.log.file(), () -> {
			ServerStatus now = status();
			return now.pid() == before.pid() && now.lastRestart().equals(Optional.of("ROLLED_BACK"))
					&& now.state().equals("SERVING");
		});
	}

	/**
	 * The status of the process that the pidfile names.
	 * @return the status
	 */
	public ServerStatus status() {
		AtomicReference<@Nullable ServerStatus> status = new AtomicReference<>();
		Await.until("the process in the pidfile answers, see " + this.log.file(), () -> {
			ServerStatus answered = actuator().status();
			status.set(answered);
			return answered.pid() == pid();
		});
		return Objects.requireNonNull(status.get());
	}

	/**
	 * Opens a connection and waits until the server has accepted it.
	 * @return the connection
	 * @throws IOException if it cannot be opened
	 */
	public EchoConnection connect() throws IOException {
		int before = status().echoConnections();
		EchoConnection connection = new EchoConnection(echoPort());
		Await.until("the connection is accepted, see " + this.log.file(),
				() -> status().echoConnections() == before + 1);
		return connection;
	}

	/**
	 * The actuator of whichever generation serves.
	 * @return the actuator
	 */
	public Actuator actuator() {
		return new Actuator(this.options.actuatorPort());
	}

	/**
	 * The pid that the pidfile names.
	 * @return the pid
	 * @throws IOException if there is no pidfile
	 */
	public long pid() throws IOException {
		return Long.parseLong(Files.readString(this.directory.pidfile()).strip());
	}

	/**
	 * Whether there is a pidfile.
	 * @return whether it exists
	 */
	public boolean hasPidfile() {
		return Files.exists(pidfile());
	}

	/**
	 * The pidfile.
	 * @return the file
	 */
	public Path pidfile() {
		return this.directory.pidfile();
	}

	/**
	 * The server's {@code java.io.tmpdir}.
	 * @return the directory
	 */
	public Path temporary() {
		return this.directory.temporary();
	}

	/**
	 * The live processes of this server, of all generations.
	 * @return their pids
	 */
	public Set<Long> processes() {
		return Processes.of(this.directory.path());
	}

	/**
	 * Waits until a generation has launched the start command, and that runs: it has the
	 * environment of a successor, and {@code USR1} no longer ends it.
	 * @param before the generation
	 * @return the process that runs the start command
	 */
	public long awaitLaunched(ServerStatus before) {
		AtomicLong launched = new AtomicLong();
		Await.until("the start command runs", () -> {
			ProcessHandle.of(before.pid())
				.stream()
				.flatMap(ProcessHandle::children)
				.map(ProcessHandle::pid)
				.filter((pid) -> Processes.variable(pid, PREDECESSOR_SOCKET).isPresent() && Processes.survivesUsr1(pid))
				.forEach(launched::set);
			return launched.get() != 0;
		});
		return launched.get();
	}

	/**
	 * How many successors are connected to a handoff socket of this server, or wait to be
	 * accepted there.
	 * @return the number of connections
	 * @throws IOException if the system does not tell
	 */
	public long handoffConnections() throws IOException {
		return Processes.unixConnections(temporary());
	}

	/**
	 * How many entries the server's {@code java.io.tmpdir} has.
	 * @param glob which ones to count
	 * @return the number of entries
	 * @throws IOException if it cannot be read
	 */
	public int temporaryFiles(String glob) throws IOException {
		return Processes.entries(this.directory.temporary(), glob);
	}

	/**
	 * Starts another process by hand, with the same settings: it finds the one that
	 * serves by itself.
	 * @param more further arguments
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	public Process startByHand(String... more) throws IOException {
		ProcessBuilder builder = builder();
		builder.command().addAll(List.of(more));
		return builder.start();
	}

	/**
	 * Waits for the end of the first generation, which is the only one whose exit status
	 * this JVM learns.
	 * @return its exit status
	 */
	public int awaitExit() {
		Await.until("the first generation exits, see " + this.log.file(), () -> !this.process.isAlive());
		return this.process.exitValue();
	}

	/**
	 * The first generation's process.
	 * @return its pid
	 */
	public long firstPid() {
		return this.process.pid();
	}

	/**
	 * The port of the echo server, as it was configured.
	 * @return the port
	 */
	public int echoPort() {
		return this.options.echoPort();
	}

	/**
	 * The port of the web server, as it was configured.
	 * @return the port
	 */
	public int webPort() {
		return this.options.webPort();
	}

	/**
	 * The log of all generations.
	 * @return the log
	 */
	public ServerLog log() {
		return this.log;
	}

	private synchronized void kill() {
		Processes.killAll(this.directory.path());
		this.directory.delete();
	}

	@Override
	public void close() {
		kill();
		Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
	}

}

package dev.uninterruptible.restart;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.ServerSettings;
import dev.uninterruptible.server.SocketServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * All that makes a process which can be restarted, within the process of the test: an
 * echo server, and the coordinator of its restarts.
 */
final class TestProcess implements Closeable {

	private static final int TIMEOUT = 10_000;

	/**
	 * The line at which the handler fails.
	 */
	static final String FAIL = "fail";

	private final FakeApplication application = new FakeApplication();

	private final FakeLauncher launcher = new FakeLauncher();

	private final ListenerRegistry listeners;

	private final SocketServer server;

	private final RestartCoordinator coordinator;

	private final Listener listener;

	private TestProcess(RestartSettings settings, @Nullable PidFile pidFile, @Nullable HandoffClient handoff)
			throws IOException {
		this.listeners = (handoff != null) ? new ListenerRegistry(handoff.inherited()) : new ListenerRegistry();
		this.server = new SocketServer(new ServerSettings("default", BindAddress.Tcp.of("127.0.0.1", 0), 64),
				TestProcess::echo, this.listeners);
		this.server.start();
		this.listener = this.listeners.listeners().getFirst();
		this.coordinator = new RestartCoordinator(settings, this.listeners, this.launcher, pidFile, handoff,
				this.application);
		this.coordinator.start();
	}

	static TestProcess starting(RestartSettings settings) throws IOException {
		return new TestProcess(settings, null, null);
	}

	static TestProcess starting(RestartSettings settings, PidFile pidFile) throws IOException {
		return new TestProcess(settings, pidFile, null);
	}

	static TestProcess starting(RestartSettings settings, HandoffClient handoff) throws IOException {
		return new TestProcess(settings, null, handoff);
	}

	static TestProcess starting(RestartSettings settings, PidFile pidFile, HandoffClient handoff) throws IOException {
		return new TestProcess(settings, pidFile, handoff);
	}

	static TestProcess serving(RestartSettings settings) throws IOException {
		return starting(settings).ready();
	}

	static RestartSettings settings() {
		return settings(Duration.ofSeconds(10), Duration.ZERO);
	}

	static RestartSettings settings(Duration readyTimeout, Duration standby) {
		return new RestartSettings(readyTimeout, standby, null, Duration.ofSeconds(30), Duration.ofSeconds(30), 3,
				null);
	}

	TestProcess ready() {
		this.coordinator.applicationReady();
		awaitState(ProcessState.SERVING);
		return this;
	}

	void awaitState(ProcessState state) {
		Awaitility.await().until(() -> this.coordinator.status().state() == state);
	}

	RestartOutcome restart() throws ExecutionException, InterruptedException, TimeoutException {
		return this.coordinator.requestRestart("TEST").get(10, TimeUnit.SECONDS);
	}

	RestartCoordinator coordinator() {
		return this.coordinator;
	}

	ListenerRegistry listeners() {
		return this.listeners;
	}

	FakeLauncher launcher() {
		return this.launcher;
	}

	FakeApplication application() {
		return this.application;
	}

	Socket connect() throws IOException {
		Socket client = new Socket(this.listener.address().getAddress(), this.listener.address().getPort());
		client.setSoTimeout(TIMEOUT);
		return client;
	}

	/**
	 * Connect and have a connection accepted.
	 */
	Socket connectAndAwait() throws IOException {
		return connectAndAwait(1);
	}

	/**
	 * Connect and have a connection accepted.
	 * @param count how many there are then
	 */
	Socket connectAndAwait(int count) throws IOException {
		Socket client = connect();
		Awaitility.await().until(() -> this.server.activeConnections() == count);
		return client;
	}

	/**
	 * Send a line and return what comes back.
	 */
	static @Nullable String ask(Socket client, String line) throws IOException {
		client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		return readLine(client);
	}

	/**
	 * Return whether a new client is served.
	 */
	boolean serves() throws IOException {
		try (Socket client = connect()) {
			return "line".equals(ask(client, "line"));
		}
	}

	int port() {
		return this.listener.address().getPort();
	}

	private static void echo(Socket client) throws IOException {
		String line = readLine(client);
		if (FAIL.equals(line)) {
			throw new IllegalStateException("asked for");
		}
		client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static @Nullable String readLine(Socket client) throws IOException {
		return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)).readLine();
	}

	@Override
	public void close() {
		this.coordinator.close(true);
		this.server.stop();
		this.listeners.close();
	}

}

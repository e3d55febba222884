package dev.uninterruptible.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a {@link ServerProcess} is started.
 *
 * @param echoPort port of the echo server, 0 to let it choose
 * @param webPort port of the web server, 0 to let it choose
 * @param actuatorPort port of the actuator, the web port for none of its own
 * @param arguments further arguments of the application
 * @param form what to run
 */
record ServerOptions(int echoPort, int webPort, int actuatorPort, List<String> arguments, Form form) {

	/**
	 * Lets the predecessor go as soon as the successor serves.
	 */
	static final String NO_STANDBY = "--uninterruptible.restart.standby=0s";

	static final String STANDBY = "--uninterruptible.restart.standby=";

	/**
	 * By default Tomcat closes a connection after 100 requests, and loses what was
	 * pipelined behind them, restart or not.
	 */
	static final String UNLIMITED_KEEP_ALIVE = "--server.tomcat.max-keep-alive-requests=-1";

	static final String PIDFILE = "--uninterruptible.pidfile-path=";

	static ServerOptions onFreePorts(String... arguments) {
		try (ServerSocket echo = freePort(); ServerSocket web = freePort()) {
			return new ServerOptions(echo.getLocalPort(), web.getLocalPort(), web.getLocalPort(), List.of(arguments),
					Form.PREPARED);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Echo and web server choose their ports themselves; the actuator has one of its own.
	 * @param arguments further arguments of the application
	 * @return the options
	 */
	static ServerOptions onChosenPorts(String... arguments) {
		try (ServerSocket actuator = freePort()) {
			return new ServerOptions(0, 0, actuator.getLocalPort(), List.of(arguments), Form.PREPARED);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The same with a web server that chooses its port itself.
	 * @return the options
	 */
	ServerOptions onChosenWebPort() {
		return new ServerOptions(this.echoPort, 0, this.actuatorPort, this.arguments, this.form);
	}

	/**
	 * The same with more arguments.
	 * @param more the arguments
	 * @return the options
	 */
	ServerOptions with(String... more) {
		List<String> all = new ArrayList<>(this.arguments);
		all.addAll(List.of(more));
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, all, this.form);
	}

	/**
	 * The same for the jar as it was packaged.
	 * @return the options
	 */
	ServerOptions ofPackagedJar() {
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, this.arguments, Form.PACKAGED);
	}

	/**
	 * With {@link TestEndpoints} on the web port, and an actuator that has a plain port
	 * of its own, whatever the web port speaks.
	 * @param arguments further arguments of the application
	 * @return the options
	 */
	static ServerOptions withTestEndpoints(String... arguments) {
		try (ServerSocket web = freePort(); ServerSocket actuator = freePort()) {
			List<String> all = new ArrayList<>(List.of("--management.server.ssl.enabled=false"));
			all.addAll(List.of(arguments));
			return new ServerOptions(0, web.getLocalPort(), actuator.getLocalPort(), all, Form.WITH_TEST_ENDPOINTS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Not one of those that the system gives to clients: it could give it to one of a
	 * load before the server binds it.
	 */
	private static ServerSocket freePort() throws IOException {
		while (true) {
			try {
				return new ServerSocket(ThreadLocalRandom.current().nextInt(10240, 32768), 1,
						InetAddress.getLoopbackAddress());
			}
			catch (BindException ex) {
				// Somebody else has it
			}
		}
	}

	/**
	 * The command line of the server.
	 * @param temporary its {@code java.io.tmpdir}
	 * @param pidfile the pidfile, unless these options name one
	 * @return the command and its arguments
	 */
	List<String> toCommand(Path temporary, Path pidfile) {
		String option = "-Djava.io.tmpdir=" + temporary;
		List<String> all = new ArrayList<>(switch (this.form) {
			case PACKAGED -> SampleJar.packaged(option);
			case PREPARED -> SampleJar.prepared(option);
			case WITH_TEST_ENDPOINTS -> SampleJar.withTestEndpoints(option);
		});
		if (this.arguments.stream().noneMatch((argument) -> argument.startsWith(PIDFILE))) {
			all.add(PIDFILE + pidfile);
		}
		all.add("--uninterruptible.bind-port=" + this.echoPort);
		all.add("--server.port=" + this.webPort);
		if (this.actuatorPort != this.webPort) {
			all.add("--management.server.address=127.0.0.1");
			all.add("--management.server.port=" + this.actuatorPort);
		}
		all.addAll(this.arguments);
		return all;
	}

	/**
	 * What to run.
	 */
	enum Form {

		/** The jar as it was packaged. */
		PACKAGED,

		/** The copy that starts faster. */
		PREPARED,

		/** That copy with {@link TestEndpoints}. */
		WITH_TEST_ENDPOINTS

	}

}

package dev.uninterruptible.testing.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a {@link ServerProcess} is started.
 *
 * @param echoPort port of the echo server, 0 to let it choose
 * @param webPort port of the web server, 0 to let it choose
 * @param actuatorPort port of the actuator, the web port for none of its own
 * @param arguments further arguments of the application
 * @param sample which sample to run
 * @param form and in which form
 * @param user the user that runs it, empty for the one that runs the tests
 */
public record ServerOptions(int echoPort, int webPort, int actuatorPort, List<String> arguments, Sample sample,
		Form form, OptionalInt user) {

	/**
	 * Lets the predecessor go as soon as the successor serves.
	 */
	public static final String NO_STANDBY = "--uninterruptible.restart.standby=0s";

	/**
	 * How long the predecessor stands by.
	 */
	public static final String STANDBY = "--uninterruptible.restart.standby=";

	/**
	 * By default Tomcat closes a connection after 100 requests, and loses what was
	 * pipelined behind them, restart or not.
	 */
	public static final String UNLIMITED_KEEP_ALIVE = "--server.tomcat.max-keep-alive-requests=-1";

	/**
	 * By default Jetty closes a connection that is idle for 30 s, in which a slow machine
	 * may not have restarted the server.
	 */
	private static final String PATIENT_JETTY = "--server.jetty.connection-idle-timeout=5m";

	/**
	 * Where the pidfile is.
	 */
	public static final String PIDFILE = "--uninterruptible.pidfile-path=";

	/**
	 * Switches the fixture on, in all forms but the packaged jar.
	 */
	static final String FIXTURE = "--fixture.enabled=true";

	private static ServerOptions onPorts(int echoPort, int webPort, int actuatorPort, List<String> arguments) {
		return new ServerOptions(echoPort, webPort, actuatorPort, arguments, Sample.TOMCAT, Form.PREPARED,
				OptionalInt.empty());
	}

	/**
	 * Echo and web server have ports that are free; the actuator is on the web port.
	 * @param arguments further arguments of the application
	 * @return the options
	 */
	public static ServerOptions onFreePorts(String... arguments) {
		int webPort = FreePorts.reserve();
		return onPorts(FreePorts.reserve(), webPort, webPort, List.of(arguments));
	}

	/**
	 * Echo and web server choose their ports themselves; the actuator has one of its own.
	 * @param arguments further arguments of the application
	 * @return the options
	 */
	public static ServerOptions onChosenPorts(String... arguments) {
		return onPorts(0, 0, FreePorts.reserve(), List.of(arguments));
	}

	/**
	 * Where a server must fail to start: without an actuator of its own.
	 * @param echoPort port of the echo server
	 * @return the options
	 */
	public static ServerOptions onEchoPort(int echoPort) {
		return onPorts(echoPort, 0, 0, List.of());
	}

	/**
	 * With the fixture's endpoints on the web port, and an actuator that has a plain port
	 * of its own, whatever the web port speaks.
	 * @param sample which sample to run
	 * @param arguments further arguments of the application
	 * @return the options
	 */
	public static ServerOptions withTestEndpoints(Sample sample, String... arguments) {
		return new ServerOptions(0, FreePorts.reserve(), FreePorts.reserve(),
				List.of("--management.server.ssl.enabled=false", PATIENT_JETTY), sample, Form.WITH_FIXTURE,
				OptionalInt.empty())
			.with(arguments);
	}

	/**
	 * The same with a web server that chooses its port itself.
	 * @return the options
	 */
	public ServerOptions onChosenWebPort() {
		return new ServerOptions(this.echoPort, 0, this.actuatorPort, this.arguments, this.sample, this.form,
				this.user);
	}

	/**
	 * The same with more arguments.
	 * @param more the arguments
	 * @return the options
	 */
	public ServerOptions with(String... more) {
		List<String> all = new ArrayList<>(this.arguments);
		all.addAll(List.of(more));
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, all, this.sample, this.form,
				this.user);
	}

	/**
	 * The same for the jar as it was packaged.
	 * @return the options
	 */
	public ServerOptions ofPackagedJar() {
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, this.arguments, this.sample,
				Form.PACKAGED, this.user);
	}

	/**
	 * The same for another sample.
	 * @param other the sample
	 * @return the options
	 */
	public ServerOptions of(Sample other) {
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, this.arguments, other, this.form,
				this.user);
	}

	/**
	 * The same as another user.
	 * @param other the user
	 * @return the options
	 */
	public ServerOptions asUser(int other) {
		return new ServerOptions(this.echoPort, this.webPort, this.actuatorPort, this.arguments, this.sample, this.form,
				OptionalInt.of(other));
	}

	/**
	 * The command line of the server.
	 * @param temporary its {@code java.io.tmpdir}
	 * @param pidfile the pidfile, unless these options name one
	 * @return the command and its arguments
	 */
	public List<String> toCommand(Path temporary, Path pidfile) {
		String option = "-Djava.io.tmpdir=" + temporary;
		List<String> all = new ArrayList<>(switch (this.form) {
			case PACKAGED -> this.sample.packaged(option);
			case PREPARED -> this.sample.prepared(option);
			case WITH_FIXTURE -> this.sample.prepared(option);
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
		if (this.form == Form.WITH_FIXTURE) {
			all.add(FIXTURE);
		}
		all.addAll(this.arguments);
		return all;
	}

	/**
	 * What to run of a sample.
	 */
	public enum Form {

		/** The jar as it was packaged. */
		PACKAGED,

		/** The copy that starts faster. The fixture is there and asleep. */
		PREPARED,

		/** That copy with the fixture switched on. */
		WITH_FIXTURE

	}

}

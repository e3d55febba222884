package dev.uninterruptible.testing.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The samples, by the web server that each has.
 */
public enum Sample {

	/** The sample on Tomcat. */
	TOMCAT("Tomcat", "sample-app/target/sample-app-exec.jar"),

	/** The sample on Jetty. */
	JETTY("Jetty", "sample-app/jetty/target/sample-app-jetty.jar"),

	/** The sample on Reactor Netty. */
	REACTOR_NETTY("Reactor Netty", "sample-app/reactor-netty/target/sample-app-reactor-netty.jar");

	/**
	 * The method that provides {@link #selected()}, for parameterized tests.
	 */
	public static final String SELECTED = "dev.uninterruptible.testing.process.Sample#selected";

	private static final String ALL = "all";

	/**
	 * What a later JDK forbids by default: nothing may need it. With these a JVM starts
	 * slowly, as it does not use all of its archive of classes.
	 */
	private static final List<String> STRICT = (Runtime.version().feature() >= 24)
			? List.of("--sun-misc-unsafe-memory-access=deny", "--illegal-native-access=deny") : List.of();

	private final String webServer;

	private final String jar;

	Sample(String webServer, String jar) {
		this.webServer = webServer;
		this.jar = jar;
	}

	/**
	 * The command that runs the packaged jar.
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	public List<String> packaged(String... options) {
		List<String> all = new ArrayList<>(STRICT);
		all.addAll(List.of(options));
		return JavaCommand.jar(packagedJar(), all);
	}

	/**
	 * The command that runs the copy that starts faster.
	 * @param options options of the JVM
	 * @return the command, to which arguments of the application can be added
	 */
	public List<String> prepared(String... options) {
		return PreparedJar.of(packagedJar()).command(List.of(options));
	}

	/**
	 * The jar as it was packaged.
	 * @return the file
	 */
	public Path packagedJar() {
		return Build.root().resolve(this.jar);
	}

	/**
	 * Those that the HTTP tests run against: the one that the system property
	 * {@code web.server} names, for example {@code jetty}, or {@code all}.
	 * @return the samples
	 */
	public static List<Sample> selected() {
		String name = System.getProperty("web.server", ALL);
		return name.equals(ALL) ? List.of(values()) : List.of(valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
	}

	@Override
	public String toString() {
		return this.webServer;
	}

}

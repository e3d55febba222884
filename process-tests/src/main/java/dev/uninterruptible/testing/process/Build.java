package dev.uninterruptible.testing.process;

import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * Where the build has put what the tests run.
 */
public final class Build {

	private static final Path TARGET = location().resolveSibling("");

	private Build() {
	}

	/**
	 * The root of the repository.
	 * @return the directory
	 */
	public static Path root() {
		return TARGET.resolve("../..").normalize();
	}

	/**
	 * Where this module puts what it makes.
	 * @return the directory
	 */
	public static Path target() {
		return TARGET;
	}

	/**
	 * What tests put on the class path of a sample.
	 * @return the jar
	 */
	static Path fixture() {
		return TARGET.resolve("../fixture/target/uninterruptible-process-fixture.jar").normalize();
	}

	private static Path location() {
		try {
			return Path.of(Build.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

package dev.uninterruptible.testing.process;

import java.net.URISyntaxException;
import java.nio.file.Path;

import dev.uninterruptible.fixture.FakeSuccessor;

/**
 * Where the build has put what the tests run.
 */
public final class Build {

	private static final Path TARGET = location(Build.class).resolveSibling("");

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
	 * The classes that tests put on the class path of a sample.
	 * @return a jar or a directory
	 */
	static Path fixture() {
		return location(FakeSuccessor.class);
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

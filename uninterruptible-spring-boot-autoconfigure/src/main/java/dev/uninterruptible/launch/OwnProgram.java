package dev.uninterruptible.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that this process runs, by the name that a successor can be started by.
 */
final class OwnProgram {

	private static final Logger logger = LoggerFactory.getLogger(OwnProgram.class);

	private static final Path EXECUTABLE = Path.of("/proc/self/exe");

	private OwnProgram() {
	}

	/**
	 * Return the program's name. The first word of a command line is only said to be one:
	 * {@code exec -a} puts anything there. If it does lead to what the kernel runs, it is
	 * taken, so that a link is followed that points to another JDK by the time of a
	 * restart.
	 * @param first the first word of the command line
	 */
	static RawText named(RawText first) {
		try {
			Path executable = Files.readSymbolicLink(EXECUTABLE);
			if (places(first.toString()).anyMatch((place) -> isSame(place, executable))) {
				return first;
			}
			logger.debug("'{}' is not the program that runs: successors are started by {}", first, executable);
			return RawText.of(executable.toString());
		}
		catch (IOException | InvalidPathException ex) {
			logger.debug("The program that runs is not known but by '{}'", first, ex);
			return first;
		}
	}

	private static Stream<Path> places(String name) {
		if (name.contains("/")) {
			return Stream.of(Path.of(name));
		}
		String path = System.getenv("PATH");
		return (path != null) ? Arrays.stream(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.limit(1) : Stream.empty();
	}

	private static boolean isSame(Path place, Path executable) {
		try {
			return Files.isSameFile(place, executable);
		}
		catch (IOException ex) {
			return false;
		}
	}

}

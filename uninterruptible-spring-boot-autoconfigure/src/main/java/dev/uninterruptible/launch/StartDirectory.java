package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that this process was started in, by the path that its starter knew it
 * by: where a symbolic link is part of it that points elsewhere by the time of a restart,
 * as after a deployment, the successor starts there.
 */
public final class StartDirectory {

	private static final Logger logger = LoggerFactory.getLogger(StartDirectory.class);

	private static final String VARIABLE = "PWD";

	private static final int LEVELS = 3;

	private static final int ENTRIES = 1000;

	private StartDirectory() {
	}

	/**
	 * Find the directory. Shells say in {@code PWD} how they came there; where nobody
	 * does, and there is a link that leads there, a warning says what to set.
	 * @return the directory, {@code null} where the locale has no name for it: the
	 * successor inherits it
	 */
	public static @Nullable Path find() {
		return find(Path.of(""), System.getenv(VARIABLE));
	}

	static @Nullable Path find(Path current, @Nullable String variable) {
		try {
			Path physical = current.toAbsolutePath();
			Path logical = (variable != null) ? Path.of(variable) : null;
			if (!Files.isDirectory(physical)) {
				logger.debug("The locale has no name for the working directory, which successors inherit");
				return null;
			}
			if (logical != null && isSame(logical, physical)) {
				return logical;
			}
			linkTo(physical).ifPresent((link) -> logger
				.warn("This process was started in {}, to which {} leads, but nothing in its environment says so ({}): "
						+ "successors start in the former, even if the link is moved. To follow it, set 'uninterruptible.working-directory' to {}",
						physical, link, VARIABLE, link));
			return physical;
		}
		catch (InvalidPathException ex) {
			logger.debug("The locale has no name for the working directory, which successors inherit", ex);
			return null;
		}
	}

	static void tell(Path directory, Map<String, String> environment) {
		environment.put(VARIABLE, directory.toString());
	}

	private static boolean isSame(Path logical, Path physical) {
		try {
			return logical.isAbsolute() && Files.isSameFile(logical, physical);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Deployment tools put the link beside the directory, or one or two levels above it.
	 */
	private static Optional<Path> linkTo(Path physical) {
		return Stream
			.iterate(physical.getParent(), (place) -> place != null && place.getParent() != null, Path::getParent)
			.limit(LEVELS)
			.flatMap((place) -> linksIn(place, physical))
			.findFirst();
	}

	private static Stream<Path> linksIn(Path place, Path physical) {
		try (Stream<Path> entries = Files.list(place)) {
			return entries.limit(ENTRIES)
				.filter(Files::isSymbolicLink)
				.flatMap((link) -> through(link, physical).stream())
				.toList()
				.stream();
		}
		catch (IOException | RuntimeException ex) {
			return Stream.empty();
		}
	}

	private static Optional<Path> through(Path link, Path physical) {
		try {
			Path target = link.toRealPath();
			return physical.startsWith(target) ? Optional.of(link.resolve(target.relativize(physical)).normalize())
					: Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}

package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.uninterruptible.posix.NativeEnvironment;
import dev.uninterruptible.posix.SmallFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of variables that each successor gets on top of what its predecessor had. What
 * was in the file when a process was started, and is no longer, its successor does not
 * get.
 */
public final class EnvironmentFile {

	private static final Logger logger = LoggerFactory.getLogger(EnvironmentFile.class);

	/**
	 * The environment variable that tells a successor which of its variables are from the
	 * file.
	 */
	static final String NAMES_VARIABLE = "UNINTERRUPTIBLE_ENVIRONMENT_FILE_NAMES";

	private static final String SEPARATOR = " ";

	private final Path path;

	private final Set<String> former;

	private EnvironmentFile(Path path, Collection<String> former) {
		this.path = path;
		this.former = new TreeSet<>(former);
	}

	/**
	 * Read the file for the first time.
	 * @param path where it is
	 * @return the file
	 * @throws IOException if it cannot be read, or is no such file
	 */
	public static EnvironmentFile of(Path path) throws IOException {
		EnvironmentFile file = of(path, System.getenv());
		NativeEnvironment.remove(NAMES_VARIABLE);
		return file;
	}

	/**
	 * In a process that was started by something else which reads such files, the
	 * variables that are as the file says are taken to be from there.
	 */
	static EnvironmentFile of(Path path, Map<String, String> environment) throws IOException {
		Map<String, String> variables = read(path);
		String names = environment.get(NAMES_VARIABLE);
		return new EnvironmentFile(path,
				(names != null) ? Arrays.stream(names.split(SEPARATOR)).filter((name) -> !name.isEmpty()).toList()
						: variables.keySet()
							.stream()
							.filter((name) -> Objects.equals(variables.get(name), environment.get(name)))
							.toList());
	}

	private static Map<String, String> read(Path path) throws IOException {
		try {
			return EnvironmentFileParser.parse(new RawText(SmallFile.read(path, StandardCharsets.ISO_8859_1)));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("The environment file %s cannot be used: %s".formatted(path, ex.getMessage()), ex);
		}
		catch (IOException ex) {
			throw new IOException("The environment file %s cannot be read: %s".formatted(path, ex), ex);
		}
	}

	/**
	 * Change a successor's environment to what the file says now, and log the names of
	 * what that changes.
	 * @param environment the environment that this process has
	 * @throws IOException if the file cannot be read, or is no such file
	 */
	void applyTo(Map<String, String> environment) throws IOException {
		Map<String, String> variables = new TreeMap<>(read(this.path));
		List<String> set = new ArrayList<>();
		variables.forEach((name, value) -> {
			if (!Objects.equals(environment.put(name, value), value)) {
				set.add(name);
			}
		});
		List<String> removed = this.former.stream()
			.filter((name) -> !variables.containsKey(name) && environment.remove(name) != null)
			.toList();
		environment.put(NAMES_VARIABLE, variables.keySet().stream().collect(Collectors.joining(SEPARATOR)));
		if (!set.isEmpty() || !removed.isEmpty()) {
			logger.info("By {} the environment of the successor is another: {}", this.path,
					Stream.of(describe("set ", set), describe("without ", removed))
						.filter((part) -> !part.isEmpty())
						.collect(Collectors.joining("; ")));
		}
	}

	private static String describe(String what, List<String> names) {
		return names.isEmpty() ? "" : what + String.join(", ", names);
	}

}

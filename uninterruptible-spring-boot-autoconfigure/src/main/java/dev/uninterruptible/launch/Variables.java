package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The variables of an environment that a shell may lose on the way from one process to
 * the next: dash and busybox drop each whose name could not be written in the shell.
 */
final class Variables {

	private static final Path OWN_ENVIRONMENT = Path.of("/proc/self/environ");

	private static final Pattern KEPT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=");

	private Variables() {
	}

	/**
	 * Return them as {@code env} takes them: byte for byte, if they are this process's
	 * own.
	 * @param environment the environment of a successor
	 */
	static List<RawText> lostByShells(Map<String, String> environment) {
		Set<String> lost = new LinkedHashSet<>();
		environment.forEach((name, value) -> {
			if (!KEPT.matcher(name + "=").lookingAt() && !name.isEmpty()) {
				lost.add(name + "=" + value);
			}
		});
		List<RawText> variables = new ArrayList<>();
		Set<String> own = new LinkedHashSet<>();
		for (RawText variable : own()) {
			if (lost.contains(variable.toString())) {
				variables.add(variable);
				own.add(variable.toString());
			}
		}
		lost.stream().filter((variable) -> !own.contains(variable)).map(RawText::of).forEach(variables::add);
		return variables;
	}

	private static List<RawText> own() {
		try {
			return Files.exists(OWN_ENVIRONMENT) ? RawText.split(Files.readAllBytes(OWN_ENVIRONMENT)) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Return the names of variables.
	 */
	static List<String> names(List<RawText> variables) {
		return variables.stream().map((variable) -> variable.toString().split("=", 2)[0]).toList();
	}

}

package dev.uninterruptible.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a command line must not get into a log: the values of options whose names speak
 * of passwords and the like, and passwords in addresses.
 */
final class Secrets {

	private static final String MASK = "******";

	private static final String NAME = "[\\w.\\[\\]-]*(?:pass|pwd|secret|token|credential|api-?_?key|private-?_?key|access-?_?key)[\\w.\\[\\]-]*[\"']?";

	private static final Pattern VALUE = Pattern.compile("(?i)(" + NAME + "[=:])(\"[^\"]*\"|'[^']*'|\\S+)");

	private static final Pattern OPTION = Pattern.compile("(?i)(-{1,2}" + NAME + ")");

	private static final Pattern WORD = Pattern.compile("(?is)(" + NAME + "[=:]).+");

	private static final Pattern ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

	private Secrets() {
	}

	/**
	 * Mask what a shell command has of them.
	 */
	static String mask(String command) {
		String values = VALUE.matcher(command).replaceAll("$1" + MASK);
		String options = Pattern.compile(OPTION.pattern() + "(\\s+)(\"[^\"]*\"|'[^']*'|[^-\\s]\\S*)")
			.matcher(values)
			.replaceAll("$1$2" + MASK);
		return ADDRESS.matcher(options).replaceAll("$1" + MASK + "@");
	}

	/**
	 * Mask what arguments have of them.
	 */
	static List<String> mask(List<String> arguments) {
		List<String> masked = new ArrayList<>();
		boolean next = false;
		for (String argument : arguments) {
			masked.add((next && !argument.startsWith("-")) ? MASK
					: ADDRESS.matcher(WORD.matcher(argument).replaceFirst("$1" + MASK)).replaceAll("$1" + MASK + "@"));
			next = OPTION.matcher(argument).matches();
		}
		return masked;
	}

}

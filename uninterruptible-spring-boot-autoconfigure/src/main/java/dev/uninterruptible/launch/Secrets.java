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

	private static final String CHARACTER = "[\\w.\\[\\]-]";

	private static final String KEYWORD = "(?=[acpstACPST])(?i:pass|pwd|secret|token|credential|api-?_?key|private-?_?key|access-?_?key)";

	/**
	 * A name begins where a run of its characters does, and takes all of them without
	 * giving one back: each run is looked at a few times, however long it is.
	 */
	private static final String START = "(?<!%s)".formatted(CHARACTER);

	private static final String ALL = CHARACTER + "++";

	/**
	 * The last word of a name is "key", whatever parts it from the one before, and
	 * whichever element of a list or a map it is.
	 */
	private static final String IS_KEY = "(?<=(?:(?<![A-Za-z0-9])(?i:keys?)|Keys?)[\\d\\[\\]]{0,9})";

	private static final String NAME = START
			+ "(?:(?=%1$s*?%2$s)%3$s|%3$s%4$s)[\"']?".formatted(CHARACTER, KEYWORD, ALL, IS_KEY);

	private static final String OPTION_NAME = START
			+ "(?:(?=[\\w.\\[\\]]*+-%1$s*?%2$s)%3$s|-%3$s%4$s)[\"']?".formatted(CHARACTER, KEYWORD, ALL, IS_KEY);

	private static final String SHELL_WORD = "\"[^\"]*\"|'[^']*'";

	private static final Pattern VALUE = Pattern.compile("(" + NAME + "[=:])(?:" + SHELL_WORD + "|\\S+)");

	private static final Pattern OPTION = Pattern.compile("(?=-)" + OPTION_NAME);

	private static final Pattern OPTION_AND_VALUE = Pattern
		.compile("(" + OPTION_NAME + "\\s++)(?:" + SHELL_WORD + "|[^-\\s]\\S*)");

	private static final Pattern WORD = Pattern.compile("(?s)(" + NAME + "[=:]).+");

	private static final Pattern ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

	private Secrets() {
	}

	/**
	 * Mask what a shell command has of them.
	 */
	static String mask(String command) {
		String values = VALUE.matcher(command).replaceAll("$1" + MASK);
		String options = OPTION_AND_VALUE.matcher(values).replaceAll("$1" + MASK);
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

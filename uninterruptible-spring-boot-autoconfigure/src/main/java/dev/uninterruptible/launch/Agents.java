package dev.uninterruptible.launch;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The options that start agents in a JVM: parts of others' programs, which may need what
 * two processes cannot have at once.
 */
final class Agents {

	private static final Pattern OPTION = Pattern.compile("-(?:javaagent|agentpath|agentlib):[^\\s'\"]+");

	private Agents() {
	}

	static boolean isOne(String word) {
		return OPTION.matcher(word).lookingAt();
	}

	/**
	 * Find them in a line.
	 */
	static List<String> of(String line) {
		return OPTION.matcher(line).results().map(MatchResult::group).toList();
	}

}

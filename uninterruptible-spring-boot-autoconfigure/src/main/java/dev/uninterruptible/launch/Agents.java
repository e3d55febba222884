package dev.uninterruptible.launch;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The options that start agents in a JVM, the one for JMX among them: parts of others'
 * programs, which may need what two processes cannot have at once. And files of further
 * options, in which there may be such.
 */
final class Agents {

	private static final String AGENT = "-(?:javaagent|agentpath|agentlib):";

	private static final String JMX = "-Dcom\\.sun\\.management\\.(?:jmxremote\\.(?:rmi\\.)?port|config\\.file)=";

	private static final String FILE = "@";

	private static final Pattern OPTION = Pattern
		.compile("(?<![^\\s'\"])(?:%s|%s|%s)[^\\s'\"]+".formatted(AGENT, JMX, FILE));

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

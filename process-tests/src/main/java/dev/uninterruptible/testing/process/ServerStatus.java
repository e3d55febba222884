package dev.uninterruptible.testing.process;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a generation says about itself at {@code /actuator/uninterruptible}.
 *
 * @param generation its number, from 1
 * @param pid its process
 * @param state its state, for example {@code SERVING}
 * @param listeners the port of each of its listeners that has one, by name
 * @param connections how many connections of each of its listeners are open, by name
 * @param predecessor the pid of its predecessor, if that is still there
 * @param draining how many connections each generation still has that drains, by pid
 * @param lastRestart the outcome of the last restart that it knows of, if there was one
 */
public record ServerStatus(long generation, long pid, String state, Map<String, Integer> listeners,
		Map<String, Integer> connections, OptionalLong predecessor, Map<Long, Integer> draining,
		Optional<String> lastRestart) {

	private static final Pattern NESTED = Pattern
		.compile("\"(predecessor|lastRestart)\":\\{[^}]*}|\"draining\":\\[[^]]*]");

	private static final Pattern PREDECESSOR = Pattern.compile("\"predecessor\":\\{[^}]*\"pid\":(\\d+)");

	private static final Pattern LAST_RESTART = Pattern.compile("\"lastRestart\":\\{[^}]*\"outcome\":\"([A-Z_]+)\"");

	private static final Pattern PORT = Pattern.compile("\"name\":\"([^\"]+)\",\"address\":\"[^\"]*:(\\d+)\"");

	private static final Pattern CONNECTIONS = Pattern
		.compile("\"name\":\"([^\"]+)\",\"address\":\"[^\"]*\",\"activeConnections\":(\\d+)");

	private static final Pattern DRAINING = Pattern
		.compile("\\{\"generation\":\\d+,\"pid\":(\\d+),\"activeConnections\":(\\d+),");

	static ServerStatus parse(String json) {
		String own = NESTED.matcher(json).replaceAll("");
		return new ServerStatus(number(own, "generation"), number(own, "pid"), text(own, "state"), listeners(own, PORT),
				listeners(own, CONNECTIONS), first(PREDECESSOR, json).stream().mapToLong(Long::parseLong).findFirst(),
				draining(json), first(LAST_RESTART, json));
	}

	private static Map<Long, Integer> draining(String json) {
		return DRAINING.matcher(json)
			.results()
			.collect(Collectors.toMap((match) -> Long.valueOf(match.group(1)),
					(match) -> Integer.valueOf(match.group(2))));
	}

	private static Map<String, Integer> listeners(String json, Pattern number) {
		return number.matcher(json)
			.results()
			.collect(Collectors.toMap((match) -> match.group(1), (match) -> Integer.valueOf(match.group(2))));
	}

	/**
	 * The port of a listener.
	 * @param listener its name, for example {@code web.main}
	 * @return the port
	 */
	public int port(String listener) {
		Integer port = this.listeners.get(listener);
		if (port == null) {
			throw new IllegalArgumentException("No listener " + listener + " in " + this);
		}
		return port;
	}

	/**
	 * How many connections of the echo server are open.
	 * @return the number of connections
	 */
	public int echoConnections() {
		return this.connections.getOrDefault("server.default", 0);
	}

	/**
	 * A number of a JSON object.
	 * @param json the object
	 * @param name the name of the number
	 * @return the number
	 */
	public static long number(String json, String name) {
		return Long.parseLong(value(json, name, "(-?\\d+)"));
	}

	/**
	 * A text of a JSON object.
	 * @param json the object
	 * @param name the name of the text
	 * @return the text
	 */
	public static String text(String json, String name) {
		return value(json, name, "\"((?:[^\"\\\\]|\\\\.)*)\"");
	}

	private static String value(String json, String name, String pattern) {
		return first(Pattern.compile("\"" + name + "\":" + pattern), json)
			.orElseThrow(() -> new IllegalArgumentException("No " + name + " in " + json));
	}

	private static Optional<String> first(Pattern pattern, String json) {
		return pattern.matcher(json).results().findFirst().map((MatchResult match) -> match.group(1));
	}

}

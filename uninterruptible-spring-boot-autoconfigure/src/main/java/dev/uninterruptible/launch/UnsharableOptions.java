package dev.uninterruptible.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Options of the JVM that two processes cannot have at once: a debugger or a JMX agent on
 * a fixed port. A successor that had them would not start while its predecessor runs.
 */
final class UnsharableOptions {

	private static final Logger logger = LoggerFactory.getLogger(UnsharableOptions.class);

	private static final RawText JAR = new RawText("-jar");

	private static final Predicate<String> DEBUGGER = Pattern
		.compile("(-agentlib:jdwp=|-Xrunjdwp:)(.*,)?address=(.*:)?[1-9][0-9]*(,.*)?")
		.asMatchPredicate();

	private static final Predicate<String> JMX = Pattern
		.compile("-Dcom\\.sun\\.management\\.jmxremote(\\.rmi)?\\.port=[1-9][0-9]*")
		.asMatchPredicate();

	private UnsharableOptions() {
	}

	/**
	 * Leave them out of a command line, and say so.
	 * @param arguments the program and its arguments
	 * @return the arguments that a successor can have
	 */
	static List<RawText> removeFrom(List<RawText> arguments) {
		int jar = arguments.indexOf(JAR);
		int end = (jar >= 0) ? jar : arguments.size();
		List<RawText> sharable = new ArrayList<>();
		for (int i = 0; i < arguments.size(); i++) {
			RawText argument = arguments.get(i);
			if (i < end && DEBUGGER.or(JMX).test(argument.toString())) {
				logger.warn("Successors start without {}: its fixed port cannot be had twice", argument);
			}
			else {
				sharable.add(argument);
			}
		}
		return sharable;
	}

}

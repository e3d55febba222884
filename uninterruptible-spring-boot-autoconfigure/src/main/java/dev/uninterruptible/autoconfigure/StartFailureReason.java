package dev.uninterruptible.autoconfigure;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.uninterruptible.listener.ListenerBindException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.util.StringUtils;

/**
 * Says in one line why an application did not start: its predecessor logs that, and
 * whoever asked for the restart reads it.
 */
final class StartFailureReason {

	private static final String OF_THE_APPLICATION = "; what the application binds itself is not handed over, and its predecessor may have it still: "
			+ "let it choose a free port, or make it one of the 'uninterruptible.servers'";

	private static final String PORT_IN_USE = "org.springframework.boot.web.server.PortInUseException";

	private static final int LONGEST = 1000;

	private StartFailureReason() {
	}

	/**
	 * Return the reason: the message of the innermost cause that says something, and the
	 * bean that was being made.
	 * @param failure what ended the start
	 * @return the reason
	 */
	static String of(Throwable failure) {
		Throwable cause = causes(failure).filter(StartFailureReason::explains)
			.findFirst()
			.orElseGet(() -> causes(failure).reduce((first, second) -> second).orElseThrow());
		String reason = StringUtils.hasText(cause.getMessage()) ? line(cause.getMessage()) : cause.toString();
		return reason + property(failure) + bean(failure) + (isOfTheApplication(cause) ? OF_THE_APPLICATION : "");
	}

	/**
	 * What matters may stand in any line.
	 */
	private static String line(String message) {
		String line = message.lines().map(String::strip).filter(StringUtils::hasText).collect(Collectors.joining(" "));
		return StringUtils.truncate(line, LONGEST);
	}

	/**
	 * These have a cause that says less.
	 */
	private static boolean explains(Throwable cause) {
		return cause instanceof ListenerBindException || isPortInUse(cause);
	}

	private static boolean isOfTheApplication(Throwable cause) {
		return cause instanceof java.net.BindException || isPortInUse(cause);
	}

	/**
	 * An application without a web server does not have that class.
	 */
	private static boolean isPortInUse(Throwable cause) {
		return cause.getClass().getName().equals(PORT_IN_USE);
	}

	private static String bean(Throwable failure) {
		return causes(failure).map(StartFailureReason::beanName)
			.filter(Objects::nonNull)
			.reduce((first, second) -> second)
			.map(" (bean '%s')"::formatted)
			.orElse("");
	}

	private static String property(Throwable failure) {
		return causes(failure).filter(BindException.class::isInstance)
			.map((cause) -> ((BindException) cause).getName())
			.reduce((first, second) -> second)
			.map(" (property '%s')"::formatted)
			.orElse("");
	}

	private static @Nullable String beanName(Throwable cause) {
		return (cause instanceof BeanCreationException creation) ? creation.getBeanName() : null;
	}

	private static Stream<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(100);
	}

}

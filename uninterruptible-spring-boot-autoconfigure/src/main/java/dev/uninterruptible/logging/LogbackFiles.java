package dev.uninterruptible.logging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import org.slf4j.LoggerFactory;

/**
 * The log files that Logback writes.
 */
final class LogbackFiles {

	private final IdentityHashMap<Appender<ILoggingEvent>, Appender<ILoggingEvent>> replacements = new IdentityHashMap<>();

	private LogbackFiles() {
	}

	/**
	 * Share those that the process writes.
	 */
	static void share() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			share(context);
		}
	}

	static void share(LoggerContext context) {
		LogbackFiles files = new LogbackFiles();
		context.getLoggerList().forEach(files::shareAll);
	}

	private void shareAll(Logger logger) {
		List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
		logger.iteratorForAppenders().forEachRemaining(appenders::add);
		for (Appender<ILoggingEvent> appender : appenders) {
			Appender<ILoggingEvent> replacement = replace(appender);
			if (!replacement.equals(appender)) {
				logger.detachAppender(appender);
				logger.addAppender(replacement);
			}
		}
	}

	private Appender<ILoggingEvent> replace(Appender<ILoggingEvent> appender) {
		return this.replacements.computeIfAbsent(appender, (original) -> switch (original) {
			case RollingFileAppender<ILoggingEvent> file when isShareable(file) -> replace(file);
			case AsyncAppender async when writesToShareable(async) -> replace(async);
			default -> original;
		});
	}

	/**
	 * Not what is no plain appender of Logback, has its own way to share a file, or names
	 * its file after the day.
	 */
	private static boolean isShareable(RollingFileAppender<?> appender) {
		return appender.getClass() == RollingFileAppender.class && appender.isStarted() && !appender.isPrudent()
				&& appender.rawFileProperty() != null;
	}

	private boolean writesToShareable(AsyncAppender async) {
		Iterator<Appender<ILoggingEvent>> targets = async.iteratorForAppenders();
		return async.isStarted() && targets.hasNext() && targets.next() instanceof RollingFileAppender<?> file
				&& (isShareable(file) || this.replacements.containsKey(file));
	}

	private static Appender<ILoggingEvent> replace(RollingFileAppender<ILoggingEvent> file) {
		try {
			return LogbackFileAppender.inPlaceOf(file);
		}
		catch (IOException ex) {
			file.addError("Other processes cannot write to this file safely", ex);
			return file;
		}
	}

	/**
	 * An asynchronous appender takes no other than its first, which it stops when it is
	 * stopped itself, and has written what it had.
	 */
	private Appender<ILoggingEvent> replace(AsyncAppender async) {
		Appender<ILoggingEvent> target = async.iteratorForAppenders().next();
		async.stop();
		if (!this.replacements.containsKey(target)) {
			target.start();
		}
		AsyncAppender replacement = new AsyncAppender();
		replacement.setContext(async.getContext());
		replacement.setName(async.getName());
		replacement.setQueueSize(async.getQueueSize());
		replacement.setDiscardingThreshold(async.getDiscardingThreshold());
		replacement.setMaxFlushTime(async.getMaxFlushTime());
		replacement.setNeverBlock(async.isNeverBlock());
		replacement.setIncludeCallerData(async.isIncludeCallerData());
		async.getCopyOfAttachedFiltersList().forEach(replacement::addFilter);
		replacement.addAppender(replace(target));
		replacement.start();
		return replacement;
	}

}

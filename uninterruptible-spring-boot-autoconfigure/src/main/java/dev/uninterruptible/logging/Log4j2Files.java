package dev.uninterruptible.logging;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.FailoverAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The log files that Log4j2 writes.
 */
final class Log4j2Files {

	private final Configuration configuration;

	private final Map<String, Appender> replacements = new HashMap<>();

	private Log4j2Files(Configuration configuration) {
		this.configuration = configuration;
	}

	/**
	 * Share those that the process writes.
	 */
	static void share() {
		if (LogManager.getContext(false) instanceof LoggerContext context) {
			share(context);
		}
	}

	static void share(LoggerContext context) {
		Log4j2Files files = new Log4j2Files(context.getConfiguration());
		files.replaceAll();
		if (!files.replacements.isEmpty()) {
			files.configuration.getLoggers().values().forEach(files::useReplacements);
			files.configuration.getAppenders().values().stream().filter(Log4j2Files::looksUpOthers).forEach((each) -> {
				each.stop();
				each.start();
			});
			context.updateLoggers();
		}
	}

	private void replaceAll() {
		for (Appender appender : List.copyOf(this.configuration.getAppenders().values())) {
			if (appender instanceof AbstractOutputStreamAppender<?> file && file.isStarted()
					&& Log4j2FileAppender.canDoWhat(file)) {
				replace(file, (RollingFileManager) file.getManager());
			}
		}
	}

	private void replace(AbstractOutputStreamAppender<?> appender, RollingFileManager manager) {
		try {
			Appender replacement = Log4j2FileAppender.inPlaceOf(appender, manager);
			this.replacements.put(appender.getName(), replacement);
			this.configuration.getAppenders().put(appender.getName(), replacement);
		}
		catch (IOException ex) {
			StatusLogger.getLogger()
				.error("Other processes cannot write to the file of appender {} safely", appender.getName(), ex);
		}
	}

	private void useReplacements(LoggerConfig logger) {
		for (AppenderRef reference : logger.getAppenderRefs()) {
			Appender replacement = this.replacements.get(reference.getRef());
			if (replacement != null && logger.getAppenders().containsKey(reference.getRef())) {
				logger.removeAppender(reference.getRef());
				logger.addAppender(replacement, reference.getLevel(), reference.getFilter());
			}
		}
	}

	/**
	 * These look for the appenders that they write to when they start.
	 */
	private static boolean looksUpOthers(Appender appender) {
		return appender.isStarted() && (appender instanceof AsyncAppender || appender instanceof RewriteAppender
				|| appender instanceof FailoverAppender);
	}

}

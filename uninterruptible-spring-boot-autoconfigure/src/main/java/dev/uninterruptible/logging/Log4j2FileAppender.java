package dev.uninterruptible.logging;

import java.io.IOException;
import java.nio.file.Path;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;

/**
 * What {@link RollingFileAppender} is, for a file that other processes write and roll as
 * well.
 */
final class Log4j2FileAppender extends AbstractOutputStreamAppender<Log4j2FileManager> {

	private Log4j2FileAppender(AbstractOutputStreamAppender<?> other, Log4j2FileManager manager) {
		super(other.getName(), other.getLayout(), other.getFilter(), other.ignoreExceptions(), true,
				other.getPropertyArray(), manager);
	}

	/**
	 * Return whether one of this class can do what another appender does: not what names
	 * its file after the day, writes anew what is there, or gives the file an owner.
	 */
	static boolean canDoWhat(AbstractOutputStreamAppender<?> other) {
		Class<?> type = other.getClass();
		return (type == RollingFileAppender.class || type == RollingRandomAccessFileAppender.class)
				&& other.getManager() instanceof RollingFileManager manager && !manager.isDirectWrite()
				&& manager.isAppend() && !manager.isAttributeViewEnabled();
	}

	/**
	 * Stop an appender, and start one that does what it did.
	 * @param other the appender
	 * @param manager its manager
	 * @return the other one
	 * @throws IOException if its file cannot be opened: then it is not stopped
	 */
	static Log4j2FileAppender inPlaceOf(AbstractOutputStreamAppender<?> other, RollingFileManager manager)
			throws IOException {
		SharedFile file = SharedFile.open(Path.of(manager.getFileName()));
		other.stop();
		Log4j2FileAppender appender = new Log4j2FileAppender(other, new Log4j2FileManager(manager, file));
		appender.getManager().initialize();
		appender.start();
		return appender;
	}

	@Override
	public void append(LogEvent event) {
		getManager().checkRollover(event);
		super.append(event);
	}

	/**
	 * An event is written in one piece: others may write before it and after it.
	 */
	@Override
	protected void directEncodeEvent(LogEvent event) {
		writeByteArrayToManager(event);
	}

}

package dev.uninterruptible.logging;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Date;
import java.util.concurrent.TimeUnit;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.rolling.AbstractRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.pattern.NotANumber;
import org.apache.logging.log4j.core.util.Constants;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * What {@link RollingFileManager} is, for a file that other processes write and roll as
 * well. How large and how old the file is it does not remember but looks. Where another
 * process has rolled it, this one does not for the same reason; and nobody does while
 * what was rolled before is compressed, which is then under a name that it does not keep.
 */
final class Log4j2FileManager extends RollingFileManager {

	private final SharedFile file;

	private final OutputStream stream;

	private final Path path;

	private int known;

	private boolean mayBeCompressed = true;

	private final RollPause pause = new RollPause();

	/**
	 * Create a manager.
	 * @param other what does the same for a file that nobody else writes
	 * @param file the file
	 */
	Log4j2FileManager(RollingFileManager other, SharedFile file) {
		this(other, file, new Unclosed(file));
	}

	private Log4j2FileManager(RollingFileManager other, SharedFile file, OutputStream stream) {
		super(other.getLoggerContext(), file.path().toString(), other.getPatternProcessor().getPattern(), stream, true,
				false, 0, other.getFileTime(), other.getTriggeringPolicy(), other.getRolloverStrategy(), null, null,
				null, null, null, false, ByteBuffer.allocate(Constants.ENCODER_BYTE_BUFFER_SIZE));
		this.file = file;
		this.stream = stream;
		this.path = file.path();
		this.known = file.number();
	}

	@Override
	protected OutputStream createOutputStream() {
		return this.stream;
	}

	@Override
	public long getFileSize() {
		try {
			return Files.size(this.path);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	@Override
	public long getFileTime() {
		try {
			return Files.readAttributes(this.path, BasicFileAttributes.class).creationTime().toMillis();
		}
		catch (IOException ex) {
			return super.getFileTime();
		}
	}

	/**
	 * A policy that goes by the time has had its say when it is asked for a file that
	 * another process has made.
	 */
	@Override
	public synchronized void checkRollover(LogEvent event) {
		int number = this.file.number();
		if (number < 0 || isBeingCompressed() || this.pause.isUnderWay()) {
			return;
		}
		boolean triggering = getTriggeringPolicy().isTriggeringEvent(event);
		if (number != this.known) {
			this.known = number;
			this.mayBeCompressed = true;
		}
		else if (triggering) {
			rollover();
		}
	}

	/**
	 * A policy with a clock of its own calls this in each process.
	 */
	@Override
	@SuppressWarnings("JavaUtilDate")
	public synchronized void rollover(Date fileTime, Date rollTime) {
		if (getFileTime() < fileTime.getTime()) {
			super.rollover(fileTime, rollTime);
		}
	}

	/**
	 * Nothing is to be done where another process was faster.
	 */
	@Override
	public synchronized void rollover() {
		try {
			if (this.file.number() == this.known && !this.file.alone(super::rollover)) {
				this.pause.begin();
			}
		}
		catch (IOException ex) {
			StatusLogger.getLogger().error("Cannot roll {}", this.path, ex);
		}
	}

	private boolean isBeingCompressed() {
		if (this.mayBeCompressed) {
			try {
				this.mayBeCompressed = isSomethingBeingCompressed();
			}
			catch (IOException ex) {
				this.mayBeCompressed = false;
			}
		}
		return this.mayBeCompressed;
	}

	/**
	 * Until it is compressed, what was rolled has a name without the extension.
	 */
	private boolean isSomethingBeingCompressed() throws IOException {
		if (getFileExtension() == null || !(getRolloverStrategy() instanceof AbstractRolloverStrategy strategy)) {
			return false;
		}
		StringBuilder name = new StringBuilder();
		getPatternProcessor().formatFileName(strategy.getStrSubstitutor(), name, NotANumber.NAN);
		String extension = name.substring(name.lastIndexOf("."));
		int counter = name.indexOf(NotANumber.VALUE);
		Path first = Path.of(name.substring(0, (counter >= 0) ? counter : name.length() - extension.length()))
			.toAbsolutePath();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(first.resolveSibling(""),
				(each) -> isUncompressed(each, first, extension) && Compression.mayBeGoingOn(each))) {
			return files.iterator().hasNext();
		}
	}

	private boolean isUncompressed(Path each, Path first, String extension) {
		String name = each.getFileName().toString();
		return name.startsWith(first.getFileName().toString()) && !name.endsWith(extension)
				&& !each.getFileName().equals(this.path.getFileName());
	}

	@Override
	public boolean releaseSub(long timeout, TimeUnit unit) {
		boolean released = super.releaseSub(timeout, unit);
		try {
			this.file.close();
			return released;
		}
		catch (IOException ex) {
			StatusLogger.getLogger().warn("Cannot close {}", this.path, ex);
			return false;
		}
	}

	/**
	 * Log4j2 closes its stream when it rolls. The file is open for as long as its
	 * appender is there.
	 */
	private static final class Unclosed extends FilterOutputStream {

		Unclosed(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void close() {
		}

	}

}

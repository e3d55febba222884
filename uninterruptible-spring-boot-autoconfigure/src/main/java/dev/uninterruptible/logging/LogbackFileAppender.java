package dev.uninterruptible.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

import ch.qos.logback.core.rolling.RollingFileAppender;

/**
 * What {@link RollingFileAppender} is, for a file that other processes write and roll as
 * well.
 *
 * @param <E> the type of the events
 */
final class LogbackFileAppender<E> extends RollingFileAppender<E> {

	private final SharedFile file;

	private LogbackFileAppender(SharedFile file) {
		this.file = file;
	}

	/**
	 * Stop an appender, and start one that does what it did.
	 * @param other the appender
	 * @return the other one
	 * @throws IOException if its file cannot be opened: then it is not stopped
	 */
	static <E> LogbackFileAppender<E> inPlaceOf(RollingFileAppender<E> other) throws IOException {
		SharedFile file = SharedFile.open(Path.of(other.getFile()));
		other.stop();
		LogbackFileAppender<E> appender = new LogbackFileAppender<>(file);
		appender.setContext(other.getContext());
		appender.setName(other.getName());
		appender.setFile(file.path().toString());
		appender.setEncoder(other.getEncoder());
		other.getCopyOfAttachedFiltersList().forEach(appender::addFilter);
		LogbackRollingPolicy<E> policy = new LogbackRollingPolicy<>(other.getRollingPolicy(),
				other.getTriggeringPolicy(), file);
		policy.setParent(appender);
		policy.start();
		appender.setRollingPolicy(policy);
		appender.start();
		return appender;
	}

	/**
	 * The file is open for as long as this appender is there.
	 */
	@Override
	public void openFile(String name) {
		setOutputStream(new Resilient());
	}

	@Override
	public void stop() {
		super.stop();
		try {
			this.file.close();
		}
		catch (IOException ex) {
			addWarn("Cannot close " + getFile(), ex);
		}
	}

	/**
	 * Logback stops an appender for good whose stream fails. The disk may have room again
	 * when the next line comes.
	 */
	private final class Resilient extends OutputStream {

		private boolean failing;

		@Override
		public void write(int oneByte) {
			write(new byte[] { (byte) oneByte }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			try {
				LogbackFileAppender.this.file.write(bytes, offset, length);
				this.failing = false;
			}
			catch (IOException ex) {
				if (!this.failing) {
					addError("Cannot write to " + getFile(), ex);
				}
				this.failing = true;
			}
		}

	}

}

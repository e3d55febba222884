package dev.uninterruptible.logging;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.LengthCounter;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.spi.LifeCycle;

/**
 * Rolls a file that other processes write and roll as well, as the policies say that were
 * configured. These know the file's size and the numbers of what was rolled from what
 * they did themselves. So they start anew, and look, whenever the file is another than
 * before. Logback calls it while it holds a lock.
 *
 * @param <E> the type of the events
 */
final class LogbackRollingPolicy<E> implements RollingPolicy, TriggeringPolicy<E> {

	private final RollingPolicy rolling;

	private final TriggeringPolicy<E> triggering;

	private final SharedFile file;

	private final Set<LifeCycle> policies;

	private int known = -1;

	private final RollPause pause = new RollPause();

	LogbackRollingPolicy(RollingPolicy rolling, TriggeringPolicy<E> triggering, SharedFile file) {
		this.rolling = rolling;
		this.triggering = triggering;
		this.file = file;
		this.policies = new LinkedHashSet<>(List.of(rolling, triggering));
	}

	/**
	 * Logback loses the line for which this throws.
	 */
	@Override
	public boolean isTriggeringEvent(File activeFile, E event) {
		try {
			return !this.pause.isUnderWay() && isCurrent(activeFile)
					&& this.triggering.isTriggeringEvent(activeFile, event);
		}
		catch (IOException | RuntimeException ex) {
			this.pause.begin();
			return false;
		}
	}

	/**
	 * Let the policies look at a file that they do not know yet.
	 */
	private boolean isCurrent(File activeFile) throws IOException {
		int number = this.file.number();
		if (number != this.known && number >= 0 && !isBeingCompressed()) {
			stop();
			start();
			count(activeFile.length());
			this.known = number;
		}
		return number == this.known;
	}

	/**
	 * What was rolled gets its name only when it is compressed: until then its number
	 * seems to be free.
	 */
	private boolean isBeingCompressed() throws IOException {
		if (!(this.rolling instanceof TimeBasedRollingPolicy<?> policy)) {
			return false;
		}
		Path next = Path
			.of(policy.getTimeBasedFileNamingAndTriggeringPolicy().getCurrentPeriodsFileNameWithoutCompressionSuffix())
			.toAbsolutePath();
		String pattern = policy.getFileNamePattern();
		String prefix = pattern.substring(pattern.lastIndexOf('/') + 1).replaceFirst("%.*", "");
		try (DirectoryStream<Path> files = Files.newDirectoryStream(next.resolveSibling(""), (file) -> {
			String name = file.getFileName().toString();
			return name.startsWith(prefix) && name.endsWith(".tmp") && Compression.mayBeGoingOn(file);
		})) {
			return files.iterator().hasNext();
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private void count(long length) {
		LengthCounter counter = getLengthCounter();
		if (counter != null) {
			counter.reset();
			counter.add(length);
		}
	}

	/**
	 * Nothing is to be done where another process was faster.
	 */
	@Override
	public void rollover() throws RolloverFailure {
		try {
			if (this.file.number() == this.known && !this.file.alone(this.rolling::rollover)) {
				this.pause.begin();
			}
		}
		catch (IOException ex) {
			throw new RolloverFailure(String.valueOf(ex.getMessage()), ex);
		}
	}

	@Override
	public LengthCounter getLengthCounter() {
		return this.triggering.getLengthCounter();
	}

	@Override
	public String getActiveFileName() {
		return this.rolling.getActiveFileName();
	}

	@Override
	public CompressionMode getCompressionMode() {
		return this.rolling.getCompressionMode();
	}

	@Override
	public void setParent(FileAppender<?> appender) {
		this.rolling.setParent(appender);
	}

	@Override
	public void start() {
		this.policies.forEach(LifeCycle::start);
	}

	@Override
	public void stop() {
		this.policies.forEach(LifeCycle::stop);
	}

	@Override
	public boolean isStarted() {
		return this.policies.stream().allMatch(LifeCycle::isStarted);
	}

}

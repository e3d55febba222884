package dev.uninterruptible.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells whether a file that was rolled may be in the middle of being compressed. One that
 * a process left behind that was killed meanwhile is not waited for, also where the clock
 * was set back since.
 */
final class Compression {

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private Compression() {
	}

	/**
	 * What is gone in this very moment has been compressed.
	 */
	static boolean mayBeGoingOn(Path file) throws IOException {
		try {
			FileTime moved = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
			return mayBeGoingOn(moved.toInstant(), Instant.now());
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	static boolean mayBeGoingOn(Instant moved, Instant now) {
		return Duration.between(moved, now).abs().compareTo(LONGEST) < 0;
	}

}

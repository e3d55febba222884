package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which signals never arrive because whoever started this process has left them blocked
 * or ignored. A new thread blocks what the one blocks that starts it, and the JVM
 * unblocks only the signals that it handles itself, of which TERM is one and USR1 is not.
 * An ignored TERM it leaves ignored, whatever handler is set.
 *
 * @param blocked a bit for each signal that every thread blocks, the lowest for signal 1
 * @param ignored a bit for each signal that is ignored
 */
record SignalMasks(long blocked, long ignored) {

	private static final Logger logger = LoggerFactory.getLogger(SignalMasks.class);

	private static final String BLOCKED = "SigBlk:";

	private static final String IGNORED = "SigIgn:";

	private static final int HEXADECIMAL = 16;

	private static final SignalMasks NONE = new SignalMasks(0, 0);

	/**
	 * Return those of this process, none where the system does not tell.
	 */
	static SignalMasks current() {
		List<List<String>> threads = new ArrayList<>();
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path task : tasks) {
				add(threads, task.resolve("status"));
			}
			return of(threads);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The signal masks of this process cannot be read", ex);
			return NONE;
		}
	}

	/**
	 * A thread may end meanwhile.
	 */
	private static void add(List<List<String>> threads, Path status) {
		try {
			threads.add(Files.readAllLines(status));
		}
		catch (IOException ex) {
			logger.debug("{} cannot be read", status, ex);
		}
	}

	/**
	 * Return the masks of a process.
	 * @param threads the lines of the file {@code status} of each of its threads
	 */
	static SignalMasks of(List<List<String>> threads) {
		return threads.stream()
			.map((lines) -> new SignalMasks(mask(lines, BLOCKED), mask(lines, IGNORED)))
			.reduce((one, other) -> new SignalMasks(one.blocked & other.blocked, one.ignored & other.ignored))
			.orElse(NONE);
	}

	private static long mask(List<String> lines, String key) {
		return lines.stream()
			.filter((line) -> line.startsWith(key))
			.findFirst()
			.map((line) -> Long.parseUnsignedLong(line.substring(key.length()).strip(), HEXADECIMAL))
			.orElse(0L);
	}

	boolean isBlocked(int signal) {
		return isIn(this.blocked, signal);
	}

	boolean isIgnored(int signal) {
		return isIn(this.ignored, signal);
	}

	private static boolean isIn(long mask, int signal) {
		return (mask >>> (signal - 1) & 1) != 0;
	}

}

package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the lines of a successor are: in the files that its start command redirected its
 * output to, as far as they were seen while it lived, or else in the log that it shares
 * with its predecessor.
 */
final class SuccessorLog {

	private static final Logger logger = LoggerFactory.getLogger(SuccessorLog.class);

	private static final List<Integer> STREAMS = List.of(1, 2);

	/**
	 * File systems take the time from a clock that may be a tick behind.
	 */
	private static final Duration TICK = Duration.ofMillis(20);

	private final LogTail.Mark shared;

	private final boolean redirectable;

	private final Instant launched = Instant.now();

	private final Map<Integer, LogTail.Mark> own = new LinkedHashMap<>();

	/**
	 * Create a log just before the launch.
	 * @param log the log that both processes share
	 */
	SuccessorLog(LogTail log) {
		this.shared = log.mark();
		this.redirectable = log.isStandardError();
	}

	/**
	 * Look where the output goes by now.
	 * @param processes those of the successor, the launched one first
	 */
	synchronized void observe(List<ProcessHandle> processes) {
		if (!this.redirectable) {
			return;
		}
		try {
			STREAMS.forEach((stream) -> observe(processes, stream));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The output of the successor could not be found", ex);
		}
	}

	/**
	 * A shell may stay as the parent of a JVM that has its output elsewhere. Where
	 * several have it in several files, nobody knows which is the log.
	 */
	private void observe(List<ProcessHandle> processes, int stream) {
		Map<Object, LogTail.Mark> files = new LinkedHashMap<>();
		for (ProcessHandle process : processes) {
			LogTail.Mark file = redirected(Path.of("/proc/%s/fd/%s".formatted(process.pid(), stream)));
			if (file != null) {
				files.putIfAbsent(String.valueOf(file.key()), file);
			}
			if (file != null && process.equals(processes.getFirst())) {
				break;
			}
		}
		if (files.size() == 1) {
			LogTail.Mark found = files.values().iterator().next();
			LogTail.Mark known = this.own.get(stream);
			if (known == null || !found.isOf(known)) {
				this.own.put(stream, found);
			}
		}
	}

	/**
	 * Return the file behind a descriptor, if it is not one of this process's own. What
	 * was there before the launch is not the successor's.
	 */
	private LogTail.@Nullable Mark redirected(Path descriptor) {
		try {
			BasicFileAttributes file = Files.readAttributes(descriptor, BasicFileAttributes.class);
			if (!file.isRegularFile() || isOwn(file)) {
				return null;
			}
			boolean isNew = file.creationTime().toInstant().isAfter(this.launched.minus(TICK));
			return new LogTail.Mark(Files.readSymbolicLink(descriptor), file.fileKey(), isNew ? 0 : file.size());
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static boolean isOwn(BasicFileAttributes file) throws IOException {
		for (int stream : STREAMS) {
			Path descriptor = Path.of("/proc/self/fd", Integer.toString(stream));
			if (Files.exists(descriptor) && String.valueOf(file.fileKey())
				.equals(String.valueOf(Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey()))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the last lines since the launch.
	 */
	synchronized List<String> lastLines() {
		Map<String, LogTail.Mark> files = new LinkedHashMap<>();
		this.own.values().forEach((file) -> files.putIfAbsent(String.valueOf(file.key()), file));
		List<String> lines = new ArrayList<>();
		files.values().forEach((file) -> lines.addAll(file.linesSince()));
		return lines.isEmpty() ? this.shared.linesSince() : LogTail.last(lines);
	}

}

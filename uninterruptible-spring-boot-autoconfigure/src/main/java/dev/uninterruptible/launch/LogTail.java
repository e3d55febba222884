package dev.uninterruptible.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The end of the log that predecessor and successor share: the log file, or else the file
 * that the standard error stream is redirected to. A terminal or a pipe cannot be read
 * back.
 */
final class LogTail {

	private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

	private static final int MAX_BYTES = 1 << 16;

	private static final int MAX_LINES = 20;

	private final Path file;

	LogTail(@Nullable Path file) {
		this.file = (file != null) ? file : STANDARD_ERROR;
	}

	/**
	 * Remember where the log ends now.
	 */
	Mark mark() {
		try {
			return new Mark(this.file, Files.isRegularFile(this.file) ? Files.size(this.file) : 0);
		}
		catch (IOException ex) {
			return new Mark(this.file, 0);
		}
	}

	/**
	 * A place in the log.
	 *
	 * @param file the file
	 * @param position how long it was
	 */
	record Mark(Path file, long position) {

		/**
		 * Return the last lines that were written since, from both processes.
		 * @return the lines, none where the log cannot be read
		 */
		List<String> linesSince() {
			if (!Files.isRegularFile(this.file)) {
				return List.of();
			}
			try (RandomAccessFile log = new RandomAccessFile(this.file.toFile(), "r")) {
				long from = (log.length() < this.position) ? 0 : this.position;
				log.seek(Math.max(from, log.length() - MAX_BYTES));
				byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
				log.readFully(bytes);
				List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
				return lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size());
			}
			catch (IOException ex) {
				return List.of();
			}
		}

	}

}

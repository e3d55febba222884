package dev.uninterruptible.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

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

	private static final Pattern FRAME = Pattern.compile("^\\s+(at \\S+\\(|\\.\\.\\. \\d+ )");

	private final Path file;

	LogTail(@Nullable Path file) {
		this.file = (file != null) ? file : STANDARD_ERROR;
	}

	/**
	 * Remember where the log ends now.
	 */
	Mark mark() {
		try {
			BasicFileAttributes attributes = Files.readAttributes(this.file, BasicFileAttributes.class);
			return new Mark(this.file, attributes.fileKey(), attributes.isRegularFile() ? attributes.size() : 0);
		}
		catch (IOException ex) {
			return new Mark(this.file, null, 0);
		}
	}

	/**
	 * Return whether there is no log file, so that a start command can have the
	 * successor's lines elsewhere.
	 */
	boolean isStandardError() {
		return this.file.equals(STANDARD_ERROR);
	}

	/**
	 * Return the last of some lines. Those of a stack trace that only tell the way are
	 * left out: else there was room for nothing else.
	 */
	static List<String> last(List<String> lines) {
		List<String> told = lines.stream().filter((line) -> !FRAME.matcher(line).find()).toList();
		return told.subList(Math.max(0, told.size() - MAX_LINES), told.size());
	}

	/**
	 * A place in the log.
	 *
	 * @param file the file
	 * @param key what tells it from another file of that name, {@code null} if nothing
	 * does
	 * @param position how long it was
	 */
	record Mark(Path file, @Nullable Object key, long position) {

		boolean isOf(Mark other) {
			return this.file.equals(other.file) && Objects.equals(this.key, other.key);
		}

		/**
		 * Return the last lines that were written since, from both processes: all of the
		 * file, if it is shorter or another than it was.
		 * @return the lines, none where the log cannot be read
		 */
		List<String> linesSince() {
			if (!Files.isRegularFile(this.file)) {
				return List.of();
			}
			try (RandomAccessFile log = new RandomAccessFile(this.file.toFile(), "r")) {
				Object now = Files.readAttributes(this.file, BasicFileAttributes.class).fileKey();
				long from = (log.length() < this.position || !Objects.equals(this.key, now)) ? 0 : this.position;
				long start = Math.max(from, log.length() - MAX_BYTES);
				log.seek(start);
				byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
				log.readFully(bytes);
				List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
				return last((start > from && !lines.isEmpty()) ? lines.subList(1, lines.size()) : lines);
			}
			catch (IOException ex) {
				return List.of();
			}
		}

	}

}

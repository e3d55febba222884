package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The log that all generations of a {@link ServerProcess} write, one after another.
 *
 * @param file the log file
 */
public record ServerLog(Path file) {

	/**
	 * Where all logs are, also those of servers that are gone.
	 */
	static final Path DIRECTORY = Build.target().resolve("server-logs");

	private static final int TAIL = 60;

	/**
	 * All lines so far.
	 * @return the lines
	 * @throws IOException if the log cannot be read
	 */
	public List<String> lines() throws IOException {
		return Files.readString(this.file, StandardCharsets.UTF_8).lines().toList();
	}

	/**
	 * The lines that a process logged at a level.
	 * @param level for example {@code ERROR}
	 * @param pid the process
	 * @return the lines
	 * @throws IOException if the log cannot be read
	 */
	public List<String> lines(String level, long pid) throws IOException {
		return lines().stream().filter((line) -> line.contains(" " + level + " " + pid + " --- ")).toList();
	}

	/**
	 * The end of the log, for a failure's message.
	 * @return the last lines
	 */
	public String tail() {
		try {
			List<String> lines = lines();
			return this.file + " ends with\n"
					+ String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
		}
		catch (IOException ex) {
			return "Cannot read " + this.file + ": " + ex;
		}
	}

}

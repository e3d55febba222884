package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Log files that are rolled again and again. The same lines go to the console, of which
 * none can be lost.
 *
 * @param directory where they are
 */
record RolledLog(Path directory) {

	private static final String MARK = "LINE ";

	/**
	 * What makes a server log there.
	 * @param system the logging system, as its properties name it
	 * @param pid how its patterns name the process
	 * @param maxFileSize at which size it rolls the file
	 */
	String[] arguments(String system, String pid, String maxFileSize) {
		String pattern = MARK + "%d{HH:mm:ss.SSSSSS} " + pid + " %t %logger %m%n";
		String rolling = "--logging." + system + ".rollingpolicy.";
		return new String[] { "--logging.file.name=" + file(), rolling + "max-file-size=" + maxFileSize,
				rolling + "max-history=1000", "--logging.level.web=DEBUG", "--logging.pattern.console=" + pattern,
				"--logging.pattern.file=" + pattern };
	}

	Path file() {
		return this.directory.resolve("sample.log");
	}

	/**
	 * End a server, and check that each line is there once.
	 */
	void assertComplete(ServerProcess server) throws IOException {
		Processes.signal("TERM", server.pid());
		Await.until("the server has ended", () -> server.processes().isEmpty());
		List<String> expected = server.log().lines().stream().filter((line) -> line.startsWith(MARK)).toList();
		assertThat(written()).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(rolled()).hasSizeGreaterThan(3);
	}

	private List<Path> rolled() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".gz")).toList();
		}
	}

	private List<String> written() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.flatMap(RolledLog::lines).filter((line) -> line.startsWith(MARK)).toList();
		}
	}

	private static Stream<String> lines(Path file) {
		try (InputStream in = Files.newInputStream(file);
				InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

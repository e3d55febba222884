package dev.uninterruptible.logging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What was logged, in whichever file it is.
 */
final class LogLines {

	private LogLines() {
	}

	static List<String> in(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.flatMap(LogLines::of).toList();
		}
	}

	private static Stream<String> of(Path file) {
		try (InputStream in = Files.newInputStream(file);
				InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

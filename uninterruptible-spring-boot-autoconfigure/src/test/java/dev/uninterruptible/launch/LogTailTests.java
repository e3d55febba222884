package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogTail}.
 */
class LogTailTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void linesSinceAreThoseAfterTheMark() throws IOException {
		Path log = write("before\n");
		LogTail.Mark mark = new LogTail(log).mark();
		append(log, "one\ntwo\n");
		assertThat(mark.linesSince()).containsExactly("one", "two");
	}

	@Test
	void linesSinceAreTheLastTwenty() throws IOException {
		Path log = write("before\n");
		LogTail.Mark mark = new LogTail(log).mark();
		append(log, IntStream.range(0, 100).mapToObj((i) -> "line " + i + "\n").collect(Collectors.joining()));
		assertThat(mark.linesSince()).hasSize(20).startsWith("line 80").endsWith("line 99");
	}

	@Test
	void linesSinceAreNotTheFramesOfAStackTrace() throws IOException {
		Path log = write("");
		LogTail.Mark mark = new LogTail(log).mark();
		String frames = "\tat com.example.Application.main(Application.java:7) ~[app.jar!/:1.0]\n".repeat(50);
		append(log,
				"ERROR the start failed\njava.lang.IllegalStateException: cannot\n" + frames
						+ "Caused by: java.io.IOException: no table\n" + frames
						+ "\t... 12 common frames omitted\n\tat noon\n");
		assertThat(mark.linesSince()).containsExactly("ERROR the start failed",
				"java.lang.IllegalStateException: cannot", "Caused by: java.io.IOException: no table", "\tat noon");
	}

	@Test
	void linesSinceOfAHugeLogAreItsEnd() throws IOException {
		Path log = write("");
		LogTail.Mark mark = new LogTail(log).mark();
		append(log, "x".repeat(1 << 20) + "\nlast\n");
		assertThat(mark.linesSince()).last().isEqualTo("last");
		assertThat(mark.linesSince()).containsExactly("last");
	}

	@Test
	void linesSinceOfALogThatWasRotatedAreAllOfIt() throws IOException {
		Path log = write("a long line that was there before\n");
		LogTail.Mark mark = new LogTail(log).mark();
		Files.writeString(log, "new\n");
		assertThat(mark.linesSince()).containsExactly("new");
	}

	@Test
	void linesSinceOfALogThatAnotherFileTookThePlaceOfAreAllOfThat() throws IOException {
		Path log = write("before\n");
		LogTail.Mark mark = new LogTail(log).mark();
		Files.move(log, this.directory.resolve("log.1"));
		write("a line that is longer than the log was\nnew\n");
		assertThat(mark.linesSince()).containsExactly("a line that is longer than the log was", "new");
	}

	@Test
	void logThatIsNotThereHasNoLines() {
		assertThat(new LogTail(this.directory.resolve("missing")).mark().linesSince()).isEmpty();
	}

	@Test
	void logThatCannotBeReadBackHasNoLines() {
		assertThat(new LogTail(Path.of("/dev/null")).mark().linesSince()).isEmpty();
	}

	private Path write(String text) throws IOException {
		return Files.writeString(this.directory.resolve("log"), text);
	}

	private static void append(Path log, String text) throws IOException {
		Files.writeString(log, text, StandardOpenOption.APPEND);
	}

}

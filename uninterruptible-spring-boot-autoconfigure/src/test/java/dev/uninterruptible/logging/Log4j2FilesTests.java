package dev.uninterruptible.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Log4j2Files}, with a logging system for each process.
 */
class Log4j2FilesTests {

	private static final int LINES = 2000;

	private static final String NUMBERED = ".%d{yyyy-MM-dd}.%i.gz";

	private static final String ROOT = "<Root level=\"INFO\"><AppenderRef ref=\"FILE\"/></Root>";

	private final List<LoggerContext> processes = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private Path file;

	@BeforeEach
	void create(@TempDir Path directory) {
		this.directory = directory.resolve("logs");
		this.file = this.directory.resolve("app.log");
	}

	@AfterEach
	void stop() {
		this.processes.forEach(LoggerContext::stop);
	}

	@ParameterizedTest
	@CsvSource({ "RollingFile, .%d{yyyy-MM-dd}.%i.gz", "RollingFile, .%d{yyyy-MM-dd}.%i",
			"RollingFile, .%d{yyyy-MM-dd'T'HH-mm-ss}.%i.gz", "RollingRandomAccessFile, .%d{yyyy-MM-dd}.%i.gz" })
	void noLineIsLostOfThreeProcessesThatRoll(String type, String suffix) throws Exception {
		List<Logger> loggers = List.of(rolling(type, suffix), rolling(type, suffix), rolling(type, suffix));
		List<Thread> writers = new ArrayList<>();
		List<String> expected = new ArrayList<>();
		for (Logger logger : loggers) {
			String name = "process " + writers.size();
			List<String> lines = IntStream.range(0, LINES).mapToObj((line) -> name + " line " + line).toList();
			expected.addAll(lines);
			writers.add(Thread.ofPlatform().start(() -> lines.forEach(logger::info)));
		}
		for (Thread writer : writers) {
			writer.join();
		}
		this.processes.forEach(LoggerContext::stop);
		assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrderElementsOf(expected);
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).hasSizeGreaterThan(10);
		}
	}

	@Test
	void whatIsMovedAwayByAProgramIsMadeAgain() throws IOException {
		Logger logger = rolling("RollingFile", NUMBERED);
		logger.info("first");
		Files.move(this.file, this.directory.resolve("app.log.1"));
		logger.info("second");
		assertThat(this.file).hasContent("second");
		assertThat(this.directory.resolve("app.log.1")).hasContent("first");
		Files.delete(this.file);
		Files.delete(this.directory.resolve("app.log.1"));
		Files.delete(this.directory);
		logger.info("third");
		assertThat(this.file).hasContent("third");
	}

	@Test
	void linesOfAFileThatALinkLeadsToAreInOneFile() throws IOException {
		Path real = Files.createDirectories(this.directory.resolveSibling("real")).resolve("app.log");
		Files.createDirectory(this.directory);
		Files.createSymbolicLink(this.file, Path.of("../real/app.log"));
		Logger logger = rolling("RollingFile", NUMBERED);
		List<String> lines = IntStream.range(0, LINES).mapToObj((line) -> "line " + line).toList();
		lines.forEach(logger::info);
		stop();
		assertThat(this.file).isSymbolicLink();
		assertThat(real).exists();
		assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrderElementsOf(lines);
	}

	@Test
	void threadThatIsInterruptedLogs() throws IOException {
		Logger logger = rolling("RollingFile", NUMBERED);
		Thread.currentThread().interrupt();
		logger.info("first");
		logger.info("second");
		assertThat(Thread.interrupted()).isTrue();
		logger.info("third");
		assertThat(this.file).hasContent("first\nsecond\nthird");
	}

	@Test
	void interruptsAtAnyMomentLoseNoLine() throws Exception {
		Logger logger = rolling("RollingFile", NUMBERED);
		List<String> lines = IntStream.range(0, LINES).mapToObj((line) -> "line " + line).toList();
		Thread writer = Thread.ofPlatform().start(() -> lines.forEach(logger::info));
		while (writer.isAlive()) {
			writer.interrupt();
			Thread.onSpinWait();
		}
		this.processes.forEach(LoggerContext::stop);
		assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrderElementsOf(lines);
	}

	@Test
	void fileThatCannotBeWrittenIsTriedAgain() throws IOException {
		Logger logger = rolling("RollingFile", NUMBERED);
		logger.info("first");
		Files.delete(this.file);
		Files.createDirectory(this.file);
		logger.info("lost");
		Files.delete(this.file);
		logger.info("second");
		assertThat(this.file).hasContent("second");
	}

	@Test
	@Timeout(30)
	void fifoKeepsNobodyFromGoingOn() throws Exception {
		Logger logger = rolling("RollingFile", NUMBERED);
		logger.info("first");
		Files.move(this.file, this.directory.resolve("app.log.1"));
		assertThat(new ProcessBuilder("mkfifo", this.file.toString()).start().waitFor()).isZero();
		logger.info("lost");
		Files.delete(this.file);
		logger.info("second");
		assertThat(this.file).hasContent("second");
	}

	@Test
	void processThatHoldsTheLockAndIsStoppedKeepsNobodyFromLogging() throws IOException {
		Logger logger = rolling("RollingFile", NUMBERED);
		logger.info("first");
		try (FileChannel stopped = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
			stopped.lock();
			IntStream.range(0, LINES).forEach((line) -> logger.info("line {}", line));
			assertThat(this.directory).isDirectoryNotContaining("glob:**.gz");
			assertThat(this.file).content().endsWith("line " + (LINES - 1) + "\n");
		}
	}

	@Test
	void lineThatIsLargerThanAnyBufferIsWrittenInOnePiece() throws IOException {
		String line = "x".repeat(1 << 20);
		rolling("RollingFile", NUMBERED).info(line);
		assertThat(this.file).hasContent(line);
	}

	@Test
	void levelsFiltersAndAsynchronousAppendersStayAsTheyAre() throws IOException {
		LoggerContext context = process(appender("RollingFile", NUMBERED) + """
				<Async name="ASYNC"><AppenderRef ref="FILE"/></Async>
				""", """
				<Logger name="other" level="INFO" additivity="false"><AppenderRef ref="ASYNC"/></Logger>
				<Root level="INFO"><AppenderRef ref="FILE" level="WARN"/></Root>
				""");
		Appender original = context.getConfiguration().getAppender("FILE");
		Log4j2Files.share(context);
		context.getRootLogger().info("not this one");
		context.getRootLogger().warn("one line");
		context.getLogger("other").info("another line");
		Appender async = context.getConfiguration().getAppender("ASYNC");
		assertThat(async).isInstanceOf(AsyncAppender.class);
		Awaitility.await()
			.untilAsserted(() -> assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrder("one line",
					"another line"));
		async.stop();
		assertThat(original.isStopped()).isTrue();
		assertThat(context.getRootLogger().getAppenders()).hasEntrySatisfying("FILE",
				(appender) -> assertThat(appender).isInstanceOf(Log4j2FileAppender.class));
	}

	@Test
	void appenderThatNamesItsFileAfterTheDayIsLeftAlone() {
		LoggerContext context = process("""
				<RollingFile name="FILE" filePattern="%s%s">
					<PatternLayout pattern="%%m%%n"/><SizeBasedTriggeringPolicy size="2KB"/>
				</RollingFile>
				""".formatted(this.file, NUMBERED), ROOT);
		Map<String, Appender> before = Map.copyOf(context.getRootLogger().getAppenders());
		Log4j2Files.share(context);
		assertThat(context.getRootLogger().getAppenders()).isEqualTo(before);
		assertThat(before.get("FILE")).isNotNull().matches(Appender::isStarted);
	}

	private Logger rolling(String type, String suffix) {
		LoggerContext context = process(appender(type, suffix), ROOT);
		Log4j2Files.share(context);
		return context.getRootLogger();
	}

	private String appender(String type, String suffix) {
		return """
				<%1$s name="FILE" fileName="%2$s" filePattern="%2$s%3$s">
					<PatternLayout pattern="%%m%%n"/>
					<Policies><TimeBasedTriggeringPolicy/><SizeBasedTriggeringPolicy size="2KB"/></Policies>
					<DefaultRolloverStrategy max="10000"/>
				</%1$s>
				""".formatted(type, this.file, suffix);
	}

	private LoggerContext process(String appenders, String loggers) {
		LoggerContext context = new LoggerContext("process " + this.processes.size());
		this.processes.add(context);
		String configuration = """
				<Configuration status="OFF">
					<Appenders>%s</Appenders>
					<Loggers>%s</Loggers>
				</Configuration>
				""".formatted(appenders, loggers);
		context.start(new XmlConfiguration(context, source(configuration)));
		return context;
	}

	private static ConfigurationSource source(String configuration) {
		try {
			return new ConfigurationSource(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.uninterruptible.logging;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogbackFiles}, with a logging system for each process.
 */
class LogbackFilesTests {

	private static final int LINES = 2000;

	private static final String NUMBERED = ".%d{yyyy-MM-dd}.%i.gz";

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
	@ValueSource(strings = { NUMBERED, ".%d{yyyy-MM-dd}.%i", ".%d{yyyy-MM-dd'T'HH-mm-ss}.%i.gz" })
	void noLineIsLostOfThreeProcessesThatRoll(String suffix) throws Exception {
		writeAtOnce(List.of(rolling(suffix), rolling(suffix), rolling(suffix)));
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).hasSizeGreaterThan(10).noneMatch((file) -> file.toString().endsWith(".tmp"));
		}
	}

	@Test
	void noLineIsLostOfThreeProcessesThatRollThroughAWindow() throws Exception {
		writeAtOnce(List.of(window(), window(), window()));
	}

	private void writeAtOnce(List<Logger> loggers) throws Exception {
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
	}

	@Test
	void whatIsMovedAwayByAProgramIsMadeAgain() throws IOException {
		Logger logger = rolling(NUMBERED);
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
		Logger logger = rolling(NUMBERED);
		List<String> lines = IntStream.range(0, LINES).mapToObj((line) -> "line " + line).toList();
		lines.forEach(logger::info);
		stop();
		assertThat(this.file).isSymbolicLink();
		assertThat(real).exists();
		assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrderElementsOf(lines);
	}

	@Test
	void threadThatIsInterruptedLogs() throws IOException {
		Logger logger = rolling(NUMBERED);
		Thread.currentThread().interrupt();
		logger.info("first");
		logger.info("second");
		assertThat(Thread.interrupted()).isTrue();
		logger.info("third");
		assertThat(this.file).hasContent("first\nsecond\nthird");
	}

	@Test
	void interruptsAtAnyMomentLoseNoLine() throws Exception {
		Logger logger = rolling(NUMBERED);
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
		Logger logger = rolling(NUMBERED);
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
		Logger logger = rolling(NUMBERED);
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
		Logger logger = rolling(NUMBERED);
		logger.info("first");
		try (FileChannel stopped = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
			stopped.lock();
			IntStream.range(0, LINES).forEach((line) -> logger.info("line {}", line));
			assertThat(this.directory).isDirectoryNotContaining("glob:**.gz");
			assertThat(this.file).content().endsWith("line " + (LINES - 1) + "\n");
		}
	}

	@Test
	void everyAppenderIsReplacedWhereverItIs() throws IOException {
		Logger logger = process();
		RollingFileAppender<ILoggingEvent> appender = appender(logger.getLoggerContext());
		numbered(appender, NUMBERED);
		logger.addAppender(appender);
		AsyncAppender async = new AsyncAppender();
		async.setContext(logger.getLoggerContext());
		async.setName("ASYNC");
		async.setMaxFlushTime(0);
		async.addAppender(appender);
		async.start();
		Logger other = logger.getLoggerContext().getLogger("other");
		other.addAppender(async);
		other.setAdditive(false);
		LogbackFiles.share(logger.getLoggerContext());
		logger.info("one line");
		other.info("another line");
		other.getAppender("ASYNC").stop();
		assertThat(LogLines.in(this.directory)).containsExactlyInAnyOrder("one line", "another line");
		assertThat(appender.isStarted()).isFalse();
		assertThat(async.isAttached(appender)).isFalse();
	}

	@Test
	void appenderThatSharesItsFileItselfIsLeftAlone() {
		Logger logger = process();
		RollingFileAppender<ILoggingEvent> appender = appender(logger.getLoggerContext());
		appender.setPrudent(true);
		numbered(appender, ".%d{yyyy-MM-dd}.%i");
		logger.addAppender(appender);
		LogbackFiles.share(logger.getLoggerContext());
		assertThat(logger.isAttached(appender)).isTrue();
		assertThat(appender.isStarted()).isTrue();
	}

	private Logger rolling(String suffix) {
		Logger logger = process();
		RollingFileAppender<ILoggingEvent> appender = appender(logger.getLoggerContext());
		numbered(appender, suffix);
		logger.addAppender(appender);
		LogbackFiles.share(logger.getLoggerContext());
		return logger;
	}

	private Logger window() {
		Logger logger = process();
		RollingFileAppender<ILoggingEvent> appender = appender(logger.getLoggerContext());
		FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
		policy.setContext(logger.getLoggerContext());
		policy.setParent(appender);
		policy.setFileNamePattern(this.file + ".%i");
		policy.setMinIndex(1);
		policy.setMaxIndex(20);
		policy.start();
		SizeBasedTriggeringPolicy<ILoggingEvent> triggering = new SizeBasedTriggeringPolicy<>();
		triggering.setContext(logger.getLoggerContext());
		triggering.setMaxFileSize(FileSize.valueOf("16KB"));
		triggering.start();
		appender.setRollingPolicy(policy);
		appender.setTriggeringPolicy(triggering);
		appender.start();
		logger.addAppender(appender);
		LogbackFiles.share(logger.getLoggerContext());
		return logger;
	}

	private Logger process() {
		LoggerContext context = new LoggerContext();
		context.setMDCAdapter(new LogbackMDCAdapter());
		this.processes.add(context);
		return context.getLogger("logger");
	}

	private RollingFileAppender<ILoggingEvent> appender(LoggerContext context) {
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(context);
		encoder.setPattern("%m%n");
		encoder.start();
		RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
		appender.setContext(context);
		appender.setName("FILE");
		appender.setFile(this.file.toString());
		appender.setEncoder(encoder);
		return appender;
	}

	private void numbered(RollingFileAppender<ILoggingEvent> appender, String suffix) {
		SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
		policy.setContext(appender.getContext());
		policy.setParent(appender);
		policy.setFileNamePattern(this.file + suffix);
		policy.setMaxFileSize(FileSize.valueOf("2KB"));
		policy.start();
		appender.setRollingPolicy(policy);
		appender.start();
	}

}

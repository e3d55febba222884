package dev.uninterruptible.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.uninterruptible.handoff.HandoffAddress;
import org.jspecify.annotations.Nullable;

/**
 * Launches successors by the shell, with this process's environment and standard streams.
 */
public final class ShellLauncher implements ProcessLauncher {

	private static final String SHELL = "/bin/sh";

	private static final String LOGICAL_DIRECTORY = "PWD";

	private final @Nullable StartCommand command;

	private final Path directory;

	private final LogTail log;

	private final Charset encoding;

	private final SpawnHelper helper = SpawnHelper.ofThisJvm();

	/**
	 * Create a launcher.
	 * @param command the start command, {@code null} where none is known
	 * @param directory where to run it
	 * @param logFile the file that this process and its successor log to, if it is known
	 */
	public ShellLauncher(@Nullable StartCommand command, Path directory, @Nullable Path logFile) {
		this(command, directory, logFile, StartCommand.NATIVE_ENCODING);
	}

	ShellLauncher(@Nullable StartCommand command, Path directory, @Nullable Path logFile, Charset encoding) {
		this.encoding = encoding;
		this.command = command;
		this.directory = directory;
		this.log = new LogTail(logFile);
	}

	/**
	 * Return the directory that this process was started in, by the path that the shell
	 * knew it by: where a symbolic link is part of it that points elsewhere by the time
	 * of a restart, the successor starts there.
	 * @return the directory
	 */
	public static Path startDirectory() {
		Path physical = Path.of("").toAbsolutePath();
		String logical = System.getenv(LOGICAL_DIRECTORY);
		try {
			return (logical != null && Files.isSameFile(Path.of(logical), physical)) ? Path.of(logical) : physical;
		}
		catch (IOException ex) {
			return physical;
		}
	}

	@Override
	public SuccessorProcess launch(HandoffAddress address) throws IOException {
		if (this.command == null) {
			throw new IOException("No start command is known: set uninterruptible.start-command");
		}
		if (!this.command.canBeEncoded(this.encoding)) {
			throw new IOException(
					"The start command has characters that %s lacks, the encoding of this process's locale: "
						.formatted(this.encoding) + "set LANG, for example to C.UTF-8");
		}
		if (!Files.isDirectory(this.directory)) {
			throw new IOException("The working directory %s is not there".formatted(this.directory));
		}
		ProcessBuilder builder = new ProcessBuilder(SHELL).directory(new File(this.directory.toString())).inheritIO();
		builder.command().addAll(this.command.shellArguments());
		Map<String, String> environment = builder.environment();
		address.addTo(environment);
		environment.put(LOGICAL_DIRECTORY, this.directory.toString());
		StrayRule rule = StrayRule.ofThisMoment().orElse(null);
		SuccessorLog log = new SuccessorLog(this.log);
		Process process = start(builder);
		LaunchedProcess launched = new LaunchedProcess(process, new ProcessTree(process.toHandle(), address, rule),
				log);
		launched.observeAtIntervals();
		return launched;
	}

	private Process start(ProcessBuilder builder) throws IOException {
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw this.helper.explain(ex);
		}
	}

	@Override
	public String toString() {
		return String.valueOf(this.command);
	}

}

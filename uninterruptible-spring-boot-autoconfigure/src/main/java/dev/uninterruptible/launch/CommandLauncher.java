package dev.uninterruptible.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.posix.SignalHandlers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches successors by a command, with this process's environment and standard streams.
 */
public final class CommandLauncher implements ProcessLauncher {

	private static final Logger logger = LoggerFactory.getLogger(CommandLauncher.class);

	private static final String RESTART_SIGNAL = "USR1";

	private static final List<String> OPTIONS_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

	private final @Nullable StartCommand command;

	private final @Nullable Path directory;

	private final LogTail log;

	private final @Nullable EnvironmentFile environmentFile;

	private final SpawnHelper helper = SpawnHelper.ofThisJvm();

	/**
	 * Create a launcher.
	 * @param command the start command, {@code null} where none is known
	 * @param directory where to run it, {@code null} for where this process runs
	 * @param logFile the file that this process and its successor log to, if it is known
	 * @param environmentFile what changes the environment, {@code null} if nothing does
	 */
	public CommandLauncher(@Nullable StartCommand command, @Nullable Path directory, @Nullable Path logFile,
			@Nullable EnvironmentFile environmentFile) {
		this.command = command;
		this.directory = directory;
		this.log = new LogTail(logFile);
		this.environmentFile = environmentFile;
	}

	@Override
	public SuccessorProcess launch(HandoffAddress address) throws IOException {
		if (this.command == null) {
			throw new IOException("No start command is known: set uninterruptible.start-command");
		}
		ProcessBuilder builder = new ProcessBuilder().inheritIO();
		Map<String, String> environment = builder.environment();
		environment.remove(EnvironmentFile.NAMES_VARIABLE);
		if (this.environmentFile != null) {
			this.environmentFile.applyTo(environment);
		}
		builder.command(words(this.command, environment));
		address.addTo(environment);
		if (this.directory != null) {
			enter(this.directory, builder);
		}
		StrayRule rule = StrayRule.ofThisMoment().orElse(null);
		SuccessorLog log = new SuccessorLog(this.log);
		Process process = start(builder, isWithoutShell(this.command));
		LaunchedProcess launched = new LaunchedProcess(process, new ProcessTree(process.toHandle(), address, rule),
				log);
		launched.observeAtIntervals();
		return launched;
	}

	private static void enter(Path directory, ProcessBuilder builder) throws IOException {
		if (!Files.isDirectory(directory)) {
			throw new IOException("The working directory %s is not there".formatted(directory));
		}
		builder.directory(new File(directory.toString()));
		StartDirectory.tell(directory, builder.environment());
	}

	/**
	 * Return what to run, and take from the environment what its shell should not see.
	 */
	static List<String> words(StartCommand command, Map<String, String> environment) {
		if (isWithoutShell(command)) {
			return command.wordsWithoutShell();
		}
		if (command.losesVariables() || !StartCommand.canPutVariablesBack()) {
			warnOf(Variables.lostByShells(environment));
			environment.remove(Variables.OPTIND);
			return command.words(List.of());
		}
		List<RawText> kept = Variables.keptFromShells(environment);
		Variables.names(kept)
			.stream()
			.filter((name) -> name.equals(Variables.OPTIND) || !command.refersTo(name))
			.forEach(environment::remove);
		return command.words(kept);
	}

	private static void warnOf(List<RawText> lost) {
		if (!lost.isEmpty()) {
			logger.warn(
					"The shell of the start command may lose the variables {}: "
							+ "a plain program with arguments keeps them, and so does env NAME=VALUE",
					Variables.names(lost));
		}
	}

	private static boolean isWithoutShell(StartCommand command) {
		return command.needsNoShell() && !Files.isExecutable(Path.of(StartCommand.SHELL));
	}

	/**
	 * Where no shell is there to have the successor ignore USR1, it inherits that from
	 * this process, to which one that is sent in this moment is lost: it would be
	 * refused.
	 */
	private Process start(ProcessBuilder builder, boolean withoutShell) throws IOException {
		Object handler = withoutShell ? ignoreRestartSignal() : null;
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw this.helper.explain(ex);
		}
		finally {
			handleRestartSignal(handler);
		}
	}

	private static @Nullable Object ignoreRestartSignal() {
		try {
			return SignalHandlers.ignore(RESTART_SIGNAL);
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			logger.debug("The successor does not ignore {}", RESTART_SIGNAL, ex);
			return null;
		}
	}

	private static void handleRestartSignal(@Nullable Object handler) {
		try {
			if (handler != null) {
				Object unused = SignalHandlers.restore(RESTART_SIGNAL, handler);
			}
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			logger.error("{} is ignored from now on: its handler could not be set again", RESTART_SIGNAL, ex);
		}
	}

	/**
	 * A JVM ends, with any status, when one of its agents cannot start.
	 */
	@Override
	public String suspicion() {
		List<String> agents = new ArrayList<>((this.command != null) ? this.command.agents() : List.of());
		for (String variable : OPTIONS_VARIABLES) {
			Agents.of(System.getenv().getOrDefault(variable, ""))
				.forEach((agent) -> agents.add(agent + " (" + variable + ")"));
		}
		return agents.isEmpty() ? ""
				: "; it was to run with %s: where an agent or JMX needs a port or a file that its predecessor has, give it another, or leave it out ('uninterruptible.start-command')"
					.formatted(String.join(" ", Secrets.mask(agents)));
	}

	@Override
	public String toString() {
		return String.valueOf(this.command);
	}

}

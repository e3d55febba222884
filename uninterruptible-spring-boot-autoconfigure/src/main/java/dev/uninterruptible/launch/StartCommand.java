package dev.uninterruptible.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The command that starts the next generation: a program and its arguments, of which no
 * shell interprets a word, or what the user wrote for one.
 */
public final class StartCommand {

	static final String SHELL = "/bin/sh";

	/**
	 * The JVM dies of USR1 until it has a handler for it. A signal that is ignored stays
	 * ignored over {@code exec}, see {@code signal(7)}, until the JVM installs its own.
	 */
	private static final String IGNORE_USR1 = "trap '' USR1\n";

	/**
	 * Where there is a terminal, it may be gone with this process, which hangs up on what
	 * is left of its group; or a shell takes it back, and who writes to it then may be
	 * stopped, see {@code termios(3)}.
	 */
	private static final String LEAVE_TERMINAL = "(: </dev/tty) 2>/dev/null && trap '' HUP TTIN TTOU\n";

	private static final String PRELUDE = IGNORE_USR1 + LEAVE_TERMINAL;

	private static final String SHELL_WORDS = String.join("|", "\\.", ":", "!", "alias", "break", "case", "cd",
			"command", "continue", "eval", "exec", "exit", "export", "for", "if", "local", "read", "readonly", "return",
			"set", "shift", "source", "test", "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "until",
			"wait", "while");

	/**
	 * A single program with its arguments: {@code exec} lets it take the shell's place,
	 * which else stayed beside it. Not so where there may be several commands, or where
	 * the first word is a variable's assignment or the shell's own.
	 */
	private static final Predicate<String> SIMPLE = Pattern
		.compile("(?!(?:" + SHELL_WORDS + ")(?:\\s|$))[\\w./~+-]+(?:\\s[^;&|(){}`\\n]*)?")
		.asMatchPredicate();

	/**
	 * Where it is nearly everywhere, whatever {@code PATH} has.
	 */
	private static final Path ENV = Path.of("/usr/bin/env");

	private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

	private final List<RawText> arguments;

	private final @Nullable RawText script;

	private final boolean simple;

	private final String text;

	private StartCommand(List<RawText> arguments, @Nullable RawText script, boolean simple) {
		this.arguments = List.copyOf(arguments);
		this.script = script;
		this.simple = simple;
		this.text = (script != null) ? Secrets.mask(script.toString())
				: String.join(" ", Secrets.mask(arguments.stream().map(RawText::toString).toList()));
	}

	/**
	 * Create a command that {@code /bin/sh} interprets.
	 * @param command the command, as one writes it in a shell
	 * @return the start command
	 */
	public static StartCommand ofShell(String command) {
		return new StartCommand(List.of(), RawText.of(command.strip()), SIMPLE.test(command.strip()));
	}

	/**
	 * Create a command from arguments that are passed on as they are.
	 * @param arguments the program and its arguments
	 * @return the start command
	 */
	public static StartCommand ofArguments(List<String> arguments) {
		return ofRaw(arguments.stream().map(RawText::of).toList());
	}

	static StartCommand ofRaw(List<RawText> arguments) {
		return new StartCommand(arguments, null, false);
	}

	/**
	 * Return the command that this process was started with, less what two processes
	 * cannot have at once.
	 * @return the start command
	 * @throws IOException if the operating system does not tell
	 */
	public static StartCommand ofThisProcess() throws IOException {
		List<RawText> arguments = new ArrayList<>(Files.exists(OWN_COMMAND_LINE)
				? RawText.split(Files.readAllBytes(OWN_COMMAND_LINE)) : commandLine(ProcessHandle.current().info()));
		arguments.set(0, OwnProgram.named(arguments.getFirst()));
		return ofRaw(UnsharableOptions.removeFrom(arguments));
	}

	private static List<RawText> commandLine(ProcessHandle.Info info) throws IOException {
		return Stream.concat(info.command().stream(), Stream.of(info.arguments().orElseThrow(StartCommand::unknown)))
			.map(RawText::of)
			.toList();
	}

	private static IOException unknown() {
		return new IOException("The operating system does not tell the command line of this process: "
				+ "set uninterruptible.start-command");
	}

	/**
	 * Return the program and the arguments that run it, by a shell that ignores what
	 * would end it first. Only that spells words that the locale of this process lacks.
	 * @param kept the variables that are kept from the shell, and put back after it
	 */
	List<String> words(List<RawText> kept) {
		if (this.script != null) {
			RawText text = RawText.of(PRELUDE + (this.simple ? exec(kept) : "")).plus(this.script);
			return text.isNative() ? List.of(SHELL, "-c", text.toString())
					: List.of(SHELL, "-c", "exec " + SHELL + " -c " + text.quoted());
		}
		if (!this.arguments.stream().allMatch(RawText::isNative)) {
			return List.of(SHELL, "-c", PRELUDE + exec(kept) + quoted(this.arguments));
		}
		List<String> words = new ArrayList<>(List.of(SHELL, "-c", PRELUDE + exec(kept) + "\"$@\"", "sh"));
		words.addAll(wordsWithoutShell());
		return words;
	}

	/**
	 * Return the same where there is no shell, and the command asks for none.
	 */
	List<String> wordsWithoutShell() {
		return this.arguments.stream().map(RawText::toString).toList();
	}

	/**
	 * Return whether it can do without a shell.
	 */
	boolean needsNoShell() {
		return this.script == null && this.arguments.stream().allMatch(RawText::isNative);
	}

	private static String exec(List<RawText> kept) {
		return kept.isEmpty() ? "exec "
				: "exec %s -- %s ".formatted(Files.isExecutable(ENV) ? ENV : "env", quoted(kept));
	}

	private static String quoted(List<RawText> words) {
		return String.join(" ", words.stream().map(RawText::quoted).toList());
	}

	/**
	 * Return the agents that it starts a JVM with.
	 */
	List<String> agents() {
		if (this.script != null) {
			return Agents.of(this.script.toString());
		}
		return this.arguments.stream()
			.map(RawText::toString)
			.takeWhile((word) -> !word.equals("-jar"))
			.filter(Agents::isOne)
			.toList();
	}

	/**
	 * Return whether variables that a shell loses are lost to what it starts.
	 */
	boolean losesVariables() {
		return this.script != null && !this.simple;
	}

	/**
	 * Return whether there is the program that hands on what a shell should not see: a
	 * small image may have a shell and nothing else.
	 */
	static boolean canPutVariablesBack() {
		return Files.isExecutable(ENV) || Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> new File(directory, "env").canExecute());
	}

	/**
	 * Return whether its shell is to put in the value of a variable.
	 */
	boolean refersTo(String variable) {
		return this.script != null
				&& Pattern.compile("\\$" + Pattern.quote(variable) + "(?!\\w)").matcher(this.script.toString()).find();
	}

	/**
	 * Return the command as a person would write it, without what should not be read.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}

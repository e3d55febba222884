package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The command that starts the next generation.
 *
 * @param shellArguments the arguments of {@code /bin/sh} that run it
 * @param text the command as a person would write it
 */
public record StartCommand(List<String> shellArguments, String text) {

	/**
	 * The JVM dies of USR1 until it has a handler for it. A signal that is ignored stays
	 * ignored over {@code exec}, see {@code signal(7)}, until the JVM installs its own.
	 */
	private static final String IGNORE_USR1 = "trap '' USR1\n";

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
	 * The encoding of the locale that the JVM was started in. It encodes the arguments of
	 * other programs by it, with a question mark for what that does not have.
	 */
	static final Charset NATIVE_ENCODING = Charset
		.forName(System.getProperty("native.encoding", Charset.defaultCharset().name()));

	private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

	public StartCommand {
		shellArguments = List.copyOf(shellArguments);
	}

	/**
	 * Create a command that the shell interprets.
	 * @param command the command, as one writes it in a shell
	 * @return the start command
	 */
	public static StartCommand ofShell(String command) {
		boolean simple = SIMPLE.test(command.strip());
		return new StartCommand(List.of("-c", IGNORE_USR1 + (simple ? "exec " : "") + command.strip()), command);
	}

	/**
	 * Create a command from arguments that are passed on as they are.
	 * @param arguments the program and its arguments
	 * @return the start command
	 */
	public static StartCommand ofArguments(List<String> arguments) {
		List<String> shellArguments = new ArrayList<>(List.of("-c", IGNORE_USR1 + "exec \"$@\"", "sh"));
		shellArguments.addAll(arguments);
		return new StartCommand(shellArguments, String.join(" ", arguments));
	}

	/**
	 * Return the command that this process was started with, less what two processes
	 * cannot have at once.
	 * @return the start command
	 * @throws IOException if the operating system does not tell
	 */
	public static StartCommand ofThisProcess() throws IOException {
		List<String> arguments = Files.exists(OWN_COMMAND_LINE) ? commandLine(Files.readAllBytes(OWN_COMMAND_LINE))
				: commandLine(ProcessHandle.current().info());
		return ofArguments(UnsharableOptions.removeFrom(arguments));
	}

	static List<String> commandLine(byte[] zeroTerminated) {
		String text = new String(zeroTerminated, NATIVE_ENCODING);
		String[] arguments = text.split("\0", -1);
		return List.of(arguments).subList(0, arguments.length - 1);
	}

	private static List<String> commandLine(ProcessHandle.Info info) throws IOException {
		List<String> arguments = new ArrayList<>();
		arguments.add(info.command().orElseThrow(StartCommand::unknown));
		arguments.addAll(List.of(info.arguments().orElseThrow(StartCommand::unknown)));
		return arguments;
	}

	private static IOException unknown() {
		return new IOException("The operating system does not tell the command line of this process: "
				+ "set uninterruptible.start-command");
	}

	/**
	 * Return whether the command reaches the shell as it is.
	 * @param encoding how its characters are encoded
	 */
	boolean canBeEncoded(Charset encoding) {
		return encoding.newEncoder().canEncode(String.join("", this.shellArguments));
	}

	@Override
	public String toString() {
		return this.text;
	}

}

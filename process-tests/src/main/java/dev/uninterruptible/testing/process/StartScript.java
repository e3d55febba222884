package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.uninterruptible.fixture.FakeSuccessor;

/**
 * A start command that can be made to fail, and mended again, while the server runs.
 *
 * @param file the script; there is none until one of the methods writes it
 */
public record StartScript(Path file) {

	/**
	 * The argument that makes it the start command; without {@code exec} a shell would
	 * stay beside each generation.
	 * @return the argument
	 */
	public String asArgument() {
		return "--uninterruptible.start-command=exec " + this.file;
	}

	/**
	 * Makes it start the next generation as the first one was started.
	 * @param server the server
	 * @param more further arguments, which replace those that set the same
	 * @throws IOException if the script cannot be written
	 */
	public void start(ServerProcess server, String... more) throws IOException {
		exec(command(server, List.of(more)));
	}

	/**
	 * The command of a server with further arguments, in place of those that set the
	 * same.
	 */
	private static List<String> command(ServerProcess server, List<String> more) {
		List<String> settings = more.stream().map((argument) -> argument.replaceFirst("=.*", "=")).toList();
		List<String> all = new ArrayList<>(server.command());
		all.removeIf((word) -> settings.stream().anyMatch(word::startsWith));
		all.addAll(more);
		return all;
	}

	/**
	 * Makes it start the next generation as the child of a process that never waits for
	 * its children, as the first process of many a container.
	 * @param server the server
	 * @throws IOException if the script cannot be written
	 */
	public void startUnderForgetfulParent(ServerProcess server) throws IOException {
		write(quote(server.command()) + " &\nexec sleep 600");
	}

	/**
	 * Makes it start the next generation with other options.
	 * @param server the server
	 * @param options the options
	 * @throws IOException if the script cannot be written
	 */
	public void startWith(ServerProcess server, ServerOptions options) throws IOException {
		write("exec " + quote(server.command(options)));
	}

	/**
	 * Makes it wait until a file exists before it starts the next generation.
	 * @param server the server
	 * @param gate the file
	 * @throws IOException if the script cannot be written
	 */
	public void startAfter(ServerProcess server, Path gate) throws IOException {
		write("until [ -e " + quote(List.of(gate.toString())) + " ]; do sleep 0.02; done\nexec "
				+ quote(server.command()));
	}

	/**
	 * Makes it run a command in its place.
	 * @param command the command and its arguments
	 * @throws IOException if the script cannot be written
	 */
	public void exec(List<String> command) throws IOException {
		write("exec " + quote(command));
	}

	/**
	 * Makes it start the next generation with a {@link Gate}.
	 * @param server the server
	 * @param gate the directory of the gate
	 * @param more further arguments, which replace those that set the same
	 * @throws IOException if the script cannot be written
	 */
	public void startGated(ServerProcess server, Path gate, String... more) throws IOException {
		List<String> all = new ArrayList<>(List.of(ServerOptions.FIXTURE, "--fixture.gate=" + gate));
		all.addAll(List.of(more));
		exec(command(server, all));
	}

	/**
	 * Makes it start a {@link FakeSuccessor}.
	 * @param steps what that does, separated by blanks
	 * @throws IOException if the script cannot be written
	 */
	public void fake(String steps) throws IOException {
		write("exec " + quote(JavaCommand.fakeSuccessor()) + " " + steps);
	}

	/**
	 * Makes it run commands of the shell.
	 * @param script the commands
	 * @throws IOException if the script cannot be written
	 */
	public void write(String script) throws IOException {
		Files.writeString(this.file, "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rwx------"));
	}

	/**
	 * Makes it do something else first.
	 * @param command what the shell does
	 * @throws IOException if the script cannot be written
	 */
	public void precede(String command) throws IOException {
		write(command + "\n" + Files.readString(this.file));
	}

	/**
	 * Takes the permission to execute it.
	 * @throws IOException if that cannot be taken
	 */
	public void forbid() throws IOException {
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-------"));
	}

	/**
	 * Removes it.
	 * @throws IOException if that is not possible
	 */
	public void remove() throws IOException {
		Files.deleteIfExists(this.file);
	}

	private static String quote(List<String> words) {
		return words.stream().map((word) -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
	}

}

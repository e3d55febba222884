package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.uninterruptible.testing.Await;

/**
 * The processes of this machine, as {@code /proc} shows them where there is one.
 */
public final class Processes {

	/**
	 * The environment variable that all processes of a {@link ServerProcess} inherit; it
	 * holds the server's directory.
	 */
	public static final String MARK = "SAMPLE_SERVER_DIRECTORY";

	private static final Path PROC = Path.of("/proc");

	/**
	 * The bit of the signal in the masks of {@code /proc}.
	 */
	private static final long USR1 = 1 << (10 - 1);

	private static final Duration EXEC = Duration.ofSeconds(5);

	private Processes() {
	}

	/**
	 * Where a process runs.
	 * @param pid the process
	 * @return its working directory
	 * @throws IOException if the system does not tell
	 */
	public static Path directory(long pid) throws IOException {
		return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd"));
	}

	/**
	 * Whether a process exists and is more than a zombie.
	 * @param pid the process
	 * @return whether it is alive
	 */
	public static boolean isAlive(long pid) {
		if (!Files.isDirectory(PROC.resolve("self"))) {
			return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
		}
		return stat(pid).map((stat) -> !stat.startsWith("Z")).orElse(false);
	}

	/**
	 * The children of a process that have ended and were not waited for.
	 * @param parent the process
	 * @return their pids
	 */
	public static List<Long> zombieChildren(long parent) {
		return all().filter((pid) -> stat(pid).map((stat) -> stat.startsWith("Z " + parent + " ")).orElse(false))
			.toList();
	}

	/**
	 * A variable of the environment that a process was started with.
	 * @param pid the process
	 * @param name the variable
	 * @return its value, empty where it has none
	 */
	public static Optional<String> variable(long pid, String name) {
		return environment(pid).flatMap((environment) -> Stream.of(environment.split("\0"))
			.filter((variable) -> variable.startsWith(name + "="))
			.map((variable) -> variable.substring(name.length() + 1))
			.findFirst());
	}

	/**
	 * Whether a process ignores or handles {@code USR1}, which ends all others.
	 * @param pid the process
	 * @return whether it would survive it
	 */
	static boolean survivesUsr1(long pid) {
		return read(PROC.resolve(pid + "/status")).stream()
			.flatMap(String::lines)
			.filter((line) -> line.startsWith("SigIgn:") || line.startsWith("SigCgt:"))
			.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & USR1) != 0);
	}

	/**
	 * The connections of Unix-domain sockets that are bound below a directory, those
	 * included that nobody has accepted yet.
	 * @param directory the directory
	 * @return the number of connections
	 * @throws IOException if the system does not tell
	 */
	public static long unixConnections(Path directory) throws IOException {
		String listening = " 00010000 ";
		return Files.readAllLines(PROC.resolve("net/unix"))
			.stream()
			.filter((line) -> line.contains(" " + directory + "/") && !line.contains(listening))
			.count();
	}

	/**
	 * How many descriptors a process has.
	 * @param pid the process
	 * @return the number of descriptors
	 * @throws IOException if it is gone
	 */
	public static int descriptors(long pid) throws IOException {
		return entries(PROC.resolve(pid + "/fd"), "*");
	}

	/**
	 * How many threads a process has.
	 * @param pid the process
	 * @return the number of threads
	 * @throws IOException if it is gone
	 */
	public static int threads(long pid) throws IOException {
		return entries(PROC.resolve(pid + "/task"), "*");
	}

	/**
	 * How many entries a directory has.
	 * @param directory the directory
	 * @param glob which ones to count
	 * @return the number of entries
	 * @throws IOException if it cannot be read
	 */
	public static int entries(Path directory, String glob) throws IOException {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
			return Math.toIntExact(StreamSupport.stream(entries.spliterator(), false).count());
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * The live processes of all servers whose directory is the given one or below it,
	 * their scripts and helpers included.
	 * @param directory the directory
	 * @return their pids
	 */
	public static Set<Long> of(Path directory) {
		return all().filter((pid) -> isAlive(pid) && isMarked(pid, directory.toString()))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Kills the {@linkplain #of processes of a directory} until there are none left.
	 * @param directory the directory
	 */
	public static void killAll(Path directory) {
		Await.until("no process of " + directory + " is left", Duration.ofSeconds(20), () -> {
			Set<Long> processes = of(directory);
			processes.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			return processes.isEmpty();
		});
	}

	/**
	 * What precedes a command that another user is to run.
	 * @param user the user
	 * @return the words
	 */
	public static List<String> asUser(int user) {
		return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
	}

	/**
	 * Runs a command that takes no time.
	 * @param command the command and its arguments
	 * @return whether it succeeded
	 * @throws IOException if it cannot be run
	 */
	public static boolean run(String... command) throws IOException {
		return run(List.of(command));
	}

	/**
	 * Runs a command that takes no time.
	 * @param command the command and its arguments
	 * @return whether it succeeded
	 * @throws IOException if it cannot be run
	 */
	public static boolean run(List<String> command) throws IOException {
		try {
			Process process = new ProcessBuilder(command).inheritIO().start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	/**
	 * Sends a signal.
	 * @param name its name, for example {@code TERM}
	 * @param pid to which process
	 * @throws IOException if that is not possible
	 */
	public static void signal(String name, long pid) throws IOException {
		Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
		try {
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IOException("kill -" + name + " " + pid + " failed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while sending " + name, ex);
		}
	}

	/**
	 * Asks a process to end that was asked already. It takes what comes within a second
	 * for the same order, so it is asked until it is gone.
	 * @param pid the process
	 */
	public static void terminateAgain(long pid) {
		Await.until("process %s ends when it is asked again".formatted(pid), () -> {
			ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
			return !isAlive(pid);
		});
	}

	private static Stream<Long> all() {
		return ProcessHandle.allProcesses().map(ProcessHandle::pid);
	}

	/**
	 * State and parent of a process, for example {@code "S 1 "}.
	 */
	private static Optional<String> stat(long pid) {
		return read(PROC.resolve(pid + "/stat")).map((stat) -> stat.substring(stat.lastIndexOf(')') + 2));
	}

	private static boolean isMarked(long pid, String directory) {
		Optional<String> environment = environment(pid);
		String mark = "\0" + MARK + "=" + directory;
		return environment.map((variables) -> "\0" + variables)
			.map((variables) -> variables.contains(mark + "\0") || variables.contains(mark + "/"))
			.orElseGet(() -> ProcessHandle.of(pid)
				.flatMap((process) -> process.info().commandLine())
				.map((command) -> command.contains("=" + directory))
				.orElse(false));
	}

	/**
	 * The environment. Between its fork and its exec a process has that of its parent,
	 * and in the midst of the exec none, and no command line either: that one is waited
	 * for.
	 */
	private static Optional<String> environment(long pid) {
		Path file = PROC.resolve(pid + "/environ");
		long start = System.nanoTime();
		Optional<String> environment = read(file);
		while (environment.filter(String::isEmpty).isPresent() && isInExec(pid)
				&& System.nanoTime() - start < EXEC.toNanos()) {
			LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
			environment = read(file);
		}
		return environment;
	}

	/**
	 * Those of the kernel have no program at all, and neither have zombies.
	 */
	private static boolean isInExec(long pid) {
		Path process = PROC.resolve(Long.toString(pid));
		return read(process.resolve("cmdline")).filter(String::isEmpty).isPresent()
				&& Files.exists(process.resolve("exe"));
	}

	private static Optional<String> read(Path file) {
		try {
			return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}

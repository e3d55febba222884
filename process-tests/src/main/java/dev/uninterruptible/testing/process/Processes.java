package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

	private Processes() {
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
		return read(PROC.resolve(pid + "/environ")).flatMap((environment) -> environment.lines()
			.flatMap((line) -> Stream.of(line.split("\0")))
			.filter((variable) -> variable.startsWith(name + "="))
			.map((variable) -> variable.substring(name.length() + 1))
			.findFirst());
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

	public static int descriptors(long pid) throws IOException {
		return entries(PROC.resolve(pid + "/fd"), "*");
	}

	public static int threads(long pid) throws IOException {
		return entries(PROC.resolve(pid + "/task"), "*");
	}

	public static int entries(Path directory, String glob) throws IOException {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
			return Math.toIntExact(StreamSupport.stream(entries.spliterator(), false).count());
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
		Optional<String> environment = read(PROC.resolve(pid + "/environ"));
		String mark = "\0" + MARK + "=" + directory;
		return environment.map((variables) -> "\0" + variables)
			.map((variables) -> variables.contains(mark + "\0") || variables.contains(mark + "/"))
			.orElseGet(() -> ProcessHandle.of(pid)
				.flatMap((process) -> process.info().commandLine())
				.map((command) -> command.contains("=" + directory))
				.orElse(false));
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

package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What Linux tells everybody of a process, also of one whose environment nobody may read.
 *
 * @param state the letter of its state
 * @param parent the pid of its parent
 * @param group its process group
 * @param session its session
 * @param threads how many threads it has
 * @param startTime when it started, in ticks of a clock that all processes share
 * @param user the real user
 * @param ignored the signals that it ignores
 * @param caught the signals that it handles
 */
record ProcessEntry(char state, long parent, long group, long session, long threads, long startTime, long user,
		long ignored, long caught) {

	/**
	 * The number of the signal is that of all processors that a JDK is built for.
	 */
	private static final long USR1 = 1L << (10 - 1);

	private static final Path PROCESSES = Path.of("/proc");

	private static final String ZOMBIE = "ZX";

	/**
	 * Return what there is to say of a process.
	 * @return the entry, empty if the process is gone or the system has no {@code /proc}
	 */
	static Optional<ProcessEntry> of(long pid) {
		return Optional.ofNullable(read(PROCESSES.resolve(Long.toString(pid))));
	}

	/**
	 * Return when a process started, which costs less than the whole entry.
	 * @return the start time, empty if the process is gone or the system has no
	 * {@code /proc}
	 */
	static Optional<Long> startTimeOf(long pid) {
		return Optional.ofNullable(startTime(PROCESSES.resolve(Long.toString(pid))));
	}

	/**
	 * Return when a process would start that is started now. A thread that starts has the
	 * time; where containers have an uptime of their own, that is of another clock.
	 * @return the start time, empty where the system does not tell
	 */
	static Optional<Long> now() {
		CompletableFuture<@Nullable Long> time = new CompletableFuture<>();
		try {
			Thread.ofPlatform().daemon().name("uninterruptible-clock").start(() -> {
				try {
					time.complete(startTime(PROCESSES.resolve("thread-self")));
				}
				finally {
					time.complete(null);
				}
			});
		}
		catch (Error ex) {
			time.complete(null);
		}
		return Optional.ofNullable(time.join());
	}

	private static @Nullable Long startTime(Path directory) {
		try {
			return Long.parseLong(fields(text(directory, "stat"))[19]);
		}
		catch (IOException | IndexOutOfBoundsException | NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable ProcessEntry read(Path directory) {
		try {
			return parse(text(directory, "stat"), text(directory, "status"));
		}
		catch (IOException | IndexOutOfBoundsException | NumberFormatException ex) {
			return null;
		}
	}

	private static String text(Path directory, String file) throws IOException {
		return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
	}

	/**
	 * The name of the program, in parentheses, may contain anything.
	 */
	private static String[] fields(String stat) {
		return stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
	}

	static ProcessEntry parse(String stat, String status) {
		String[] fields = fields(stat);
		return new ProcessEntry(fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[2]),
				Long.parseLong(fields[3]), Long.parseLong(fields[17]), Long.parseLong(fields[19]),
				Long.parseLong(value(status, "Uid")), Long.parseUnsignedLong(value(status, "SigIgn"), 16),
				Long.parseUnsignedLong(value(status, "SigCgt"), 16));
	}

	private static String value(String status, String name) {
		int start = status.indexOf("\n" + name + ":");
		return status.substring(start + name.length() + 2).strip().split("\\s", 2)[0];
	}

	/**
	 * Return whether the process has ended, and only waits for its parent to be told. One
	 * whose first thread has ended looks the same, but has others.
	 */
	boolean hasEnded() {
		return ZOMBIE.indexOf(this.state) >= 0 && this.threads <= 1;
	}

	boolean ignoresUsr1() {
		return (this.ignored & USR1) != 0;
	}

	boolean handlesUsr1() {
		return (this.caught & USR1) != 0;
	}

}

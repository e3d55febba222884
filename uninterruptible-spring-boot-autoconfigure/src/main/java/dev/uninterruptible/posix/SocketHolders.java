package dev.uninterruptible.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds out which other processes have a socket of this one open. Only Linux tells, and
 * only of processes that this one may look into: those of the same user, in the same
 * namespace of processes.
 */
public final class SocketHolders {

	private static final Path PROCESSES = Path.of("/proc");

	private static final String DESCRIPTORS = "fd";

	private SocketHolders() {
	}

	/**
	 * Return whether another process has a socket open.
	 * @param socket the socket, of this process
	 * @param except processes that do not count
	 * @return {@code false} if none has, or none can be seen
	 * @throws IOException if this process cannot look, for want of descriptors, say
	 */
	public static boolean isHeldBesides(Descriptor socket, Set<Long> except) throws IOException {
		Path identity = identity(socket);
		if (identity == null) {
			return false;
		}
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (pid != ProcessHandle.current().pid() && !except.contains(pid)
						&& holds(process, identity, (unknown) -> false)) {
					return true;
				}
			}
			return false;
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * Return whether one of some processes that live has a socket open.
	 * @param socket the socket, of this process
	 * @param processes the processes
	 * @return {@code true} also if one of them cannot be looked into
	 * @throws IOException if this process cannot look, for want of descriptors, say
	 */
	public static boolean mayBeHeldBy(Descriptor socket, Set<Long> processes) throws IOException {
		Path identity = identity(socket);
		if (identity == null) {
			return !processes.isEmpty();
		}
		for (long pid : processes) {
			Path process = PROCESSES.resolve(Long.toString(pid));
			if (holds(process, identity, Files::exists)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Path identity(Descriptor socket) throws IOException {
		Path own = PROCESSES.resolve("self").resolve(DESCRIPTORS).resolve(Integer.toString(socket.number()));
		return Files.isSymbolicLink(own) ? Files.readSymbolicLink(own) : null;
	}

	/**
	 * One that is gone has none, and one of another user cannot be looked into.
	 */
	private static boolean holds(Path process, Path identity, Predicate<Path> otherwise) throws IOException {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve(DESCRIPTORS))) {
			for (Path descriptor : descriptors) {
				if (isSame(descriptor, identity)) {
					return true;
				}
			}
			return false;
		}
		catch (IOException | DirectoryIteratorException ex) {
			checkThatProcessesCanBeSeen();
			return otherwise.test(process);
		}
	}

	private static void checkThatProcessesCanBeSeen() throws IOException {
		try (InputStream readable = Files.newInputStream(PROCESSES.resolve("self").resolve("stat"))) {
			int unused = readable.read();
		}
	}

	/**
	 * A descriptor may be closed while the others are looked at.
	 */
	private static boolean isSame(Path descriptor, Path identity) {
		try {
			return Files.readSymbolicLink(descriptor).equals(identity);
		}
		catch (IOException ex) {
			return false;
		}
	}

}

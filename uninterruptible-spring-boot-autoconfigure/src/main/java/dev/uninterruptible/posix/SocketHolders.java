package dev.uninterruptible.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

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
		Path own = PROCESSES.resolve("self").resolve(DESCRIPTORS).resolve(Integer.toString(socket.number()));
		if (!Files.isSymbolicLink(own)) {
			return false;
		}
		Path identity = Files.readSymbolicLink(own);
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (pid != ProcessHandle.current().pid() && !except.contains(pid) && holds(process, identity)) {
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
	 * One that is gone has none, and one of another user cannot be looked into.
	 */
	private static boolean holds(Path process, Path identity) throws IOException {
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
			return false;
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

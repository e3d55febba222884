package dev.uninterruptible.posix;

import java.io.IOException;
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
	 */
	public static boolean isHeldBesides(Descriptor socket, Set<Long> except) {
		Path own = PROCESSES.resolve("self").resolve(DESCRIPTORS).resolve(Integer.toString(socket.number()));
		try {
			Path identity = Files.readSymbolicLink(own);
			return ProcessHandle.allProcesses()
				.mapToLong(ProcessHandle::pid)
				.filter((pid) -> pid != ProcessHandle.current().pid() && !except.contains(pid))
				.anyMatch((pid) -> holds(pid, identity));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean holds(long pid, Path identity) {
		Path directory = PROCESSES.resolve(Long.toString(pid)).resolve(DESCRIPTORS);
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory)) {
			for (Path descriptor : descriptors) {
				if (isSame(descriptor, identity)) {
					return true;
				}
			}
			return false;
		}
		catch (IOException | DirectoryIteratorException ex) {
			return false;
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

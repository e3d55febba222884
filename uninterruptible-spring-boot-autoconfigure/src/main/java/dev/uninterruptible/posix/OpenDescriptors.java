package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The descriptors that this process has open, as {@code /proc/self/fd} (Linux) or
 * {@code /dev/fd} (macOS) lists them.
 */
public final class OpenDescriptors {

	private static final Path LINUX = Path.of("/proc/self/fd");

	private static final Path MAC_OS = Path.of("/dev/fd");

	private static final int STANDARD_ERROR = 2;

	private OpenDescriptors() {
	}

	/**
	 * Find the listening socket with the given local address. The JDK offers no way from
	 * a channel to its descriptor; an address has one listening socket in a process,
	 * while accepted sockets share their listener's port.
	 * @param address the local address of the socket
	 * @return the descriptor, which stays its channel's to close
	 * @throws IOException if the descriptors cannot be listed or none listens there
	 */
	public static Descriptor findListening(InetSocketAddress address) throws IOException {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(Posix.isLinux() ? LINUX : MAC_OS)) {
			for (Path entry : entries) {
				Descriptor descriptor = new Descriptor(
						Integer.parseInt(Objects.requireNonNull(entry.getFileName()).toString()));
				if (address.equals(descriptor.localAddress()) && descriptor.isListeningStream()) {
					return descriptor;
				}
			}
		}
		throw new IOException("No open descriptor listens on " + address);
	}

	/**
	 * Return whether this process could open one more.
	 * @return {@code false} at the limit of this process, or of the system
	 */
	public static boolean isOneFree() {
		try {
			new Descriptor(STANDARD_ERROR).duplicate().close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}

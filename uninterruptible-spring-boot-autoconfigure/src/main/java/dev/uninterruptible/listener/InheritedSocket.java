package dev.uninterruptible.listener;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.SocketFile;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that came from the predecessor. Nobody accepts from it until a
 * listener adopts it.
 */
public final class InheritedSocket implements Closeable {

	private final String name;

	private final Descriptor descriptor;

	private final SocketAddress address;

	private final @Nullable SocketFile file;

	private InheritedSocket(String name, Descriptor descriptor, SocketAddress address, @Nullable SocketFile file) {
		this.name = name;
		this.descriptor = descriptor;
		this.address = address;
		this.file = file;
	}

	/**
	 * Check what the predecessor passed.
	 * @param name the listener's name
	 * @param announced the address that it was announced with
	 * @param fileKey what tells the file of a Unix-domain socket from another one of that
	 * name, {@code null} if the predecessor does not tell
	 * @param descriptor the descriptor, which belongs to the result from now on
	 * @return the socket
	 * @throws IOException if the descriptor is not a socket that listens there
	 */
	public static InheritedSocket of(String name, String announced, @Nullable String fileKey, Descriptor descriptor)
			throws IOException {
		SocketAddress bound = descriptor.localAddress();
		if (bound == null || !descriptor.isListeningStream()) {
			throw new IOException(
					"What was passed for listener '%s' is not a socket that listens for connections".formatted(name));
		}
		SocketAddress address = (bound instanceof UnixDomainSocketAddress unix) ? renamed(unix, announced) : bound;
		if (!Listener.describe(address).equals(announced)) {
			throw new IOException("The socket passed for listener '%s' listens on %s, not on %s as announced"
				.formatted(name, Listener.describe(address), announced));
		}
		return new InheritedSocket(name, descriptor, address,
				(address instanceof UnixDomainSocketAddress unix) ? file(unix.getPath(), fileKey) : null);
	}

	private static SocketFile file(Path path, @Nullable String key) {
		return (key != null) ? SocketFile.of(path, key) : SocketFile.at(path);
	}

	/**
	 * Return the path that the file of a socket has by now: it was bound under another
	 * name in the same directory.
	 */
	private static UnixDomainSocketAddress renamed(UnixDomainSocketAddress bound, String announced) {
		if (announced.startsWith(Listener.UNIX)) {
			Path path = Path.of(announced.substring(Listener.UNIX.length()));
			if (Objects.equals(path.getParent(), bound.getPath().getParent())) {
				return UnixDomainSocketAddress.of(path);
			}
		}
		return bound;
	}

	/**
	 * Return the listener's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where the socket listens.
	 * @return the local address
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Return whether clients can still find the socket.
	 * @return {@code false} if the file of a Unix-domain socket was removed or replaced
	 */
	boolean isReachable() {
		return this.file == null || this.file.exists();
	}

	@Nullable SocketFile file() {
		return this.file;
	}

	/**
	 * Graft the socket into a channel of the JDK. The socket itself stays as it is.
	 * @return the channel that accepts from this socket
	 * @throws IOException if the process has no descriptor left
	 */
	GraftedChannel graft() throws IOException {
		return GraftedChannel.of(this.descriptor);
	}

	/**
	 * Close the socket in this process.
	 */
	@Override
	public void close() {
		this.descriptor.close();
	}

}
